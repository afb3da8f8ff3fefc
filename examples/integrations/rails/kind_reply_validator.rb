# app/validators/kind_reply_validator.rb
#
#   class CannedResponse < ApplicationRecord
#     validates :body, kind_reply: { channel: "x", visibility: "public" }
#     attr_accessor :send_anyway
#   end
require "webcare_lint"

class KindReplyValidator < ActiveModel::EachValidator
  CONTEXT = %i[channel visibility brand language mode dialect].freeze

  def validate_each(record, attribute, text)
    return if text.blank? || record.try(:send_anyway)

    found = WebcareLint.findings(text, **options.slice(*CONTEXT))
    found.select { |finding| finding["severity"] == "error" }
         .each { |finding| record.errors.add(attribute, :unkind, message: finding["message"]) }
  rescue WebcareLint::Away => error
    Rails.logger.warn(error.message) # the reply goes on unread; nobody waits for a linter
  end
end
