"""`python -m webcare_lint` is the command line."""

from webcare_lint.frontends.cli import main

main()
