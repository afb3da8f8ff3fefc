"""Run with the Python of a venv that has only the built wheel: rules are inside, the command works."""

import subprocess
import sys
from pathlib import Path

import webcare_lint
from webcare_lint import Linter, Reply

package = Path(webcare_lint.__file__).parent
assert "site-packages" in package.parts, package
assert (package / "rules" / "2-stay-in-channel" / "channel-redirect.yaml").is_file()
assert (package / "py.typed").is_file()
report = Linter().lint(Reply(text="Bel even met onze klantenservice. ^Sander", channel="x", visibility="public"))
assert "channel-redirect" in {finding.rule for finding in report.findings}, report
command = Path(sys.executable).with_name("webcare-lint")
done = subprocess.run(
    [command, "check", "-"], input="Bel even met onze klantenservice.", capture_output=True, text=True
)
assert done.returncode == 1, done
assert "channel-redirect" in done.stdout, done
for arguments in (["--help"], ["rules"], ["explain", "snark"], ["test", "--lang", "nl"], ["schema", "rule"]):
    subprocess.run([command, *arguments], check=True, capture_output=True)
print("the wheel works")
