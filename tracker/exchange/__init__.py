"""In and out: any spreadsheet comes in, everything goes out, and what went out comes in again just as it was."""
