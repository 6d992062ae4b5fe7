"""Start Innervate: `python coach.py --help`."""

from coach.cli import main

if __name__ == "__main__":
    main()
