"""An invented federation and a school beside it, with three years of work in them: to try everything with."""
