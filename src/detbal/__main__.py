"""`python -m detbal`: the command line, where the script is not on the path."""

from detbal.cli.main import main

main()
