# lib/webcare_lint.rb: asks the service beside the application. Needs nothing but Ruby's own library.
require "json"
require "net/http"

module WebcareLint
  ENDPOINT = URI(ENV.fetch("WEBCARE_LINT_URL", "http://127.0.0.1:8642"))
  Away = Class.new(StandardError)

  # The findings on a reply, as hashes; context is any other field of POST /v1/lint, such as channel: "x".
  # Offsets: start and end count characters, as Ruby's strings do.
  def self.findings(text, **context)
    request = Net::HTTP::Post.new("/v1/lint", "Content-Type" => "application/json")
    request["Authorization"] = "Bearer #{ENV["WEBCARE_LINT_API_KEY"]}" if ENV["WEBCARE_LINT_API_KEY"]
    request.body = JSON.generate(text: text, **context)
    answer = Net::HTTP.start(ENDPOINT.host, ENDPOINT.port, use_ssl: ENDPOINT.scheme == "https", open_timeout: 1, read_timeout: 3) { |http| http.request(request) }
    body = JSON.parse(answer.body)
    raise ArgumentError, "webcare-lint: #{body["detail"]}" unless answer.is_a?(Net::HTTPOK)

    body["findings"]
  rescue SystemCallError, Timeout::Error, SocketError => error
    raise Away, "webcare-lint does not answer: #{error.class}"
  end
end
