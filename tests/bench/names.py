"""What is measured, as the tables call it; and the words that are searched for."""

FLOOR, ONE, MANY, ADMIN = "nobody", "coordinator of one school", "coordinator of a federation", "plain admin"

SIGN_IN, LOG, LAST, FILTERED, RARE_WORD, COMMON_WORD, INCIDENT, LONG_HISTORY, FORM, SENT, HOME, TRENDS = (
    "sign-in page", "log", "log, last page", "log, filtered", "search, a rare word", "search, a common word",
    "incident", "incident, long history", "report form", "report sent", "home", "trends",
)  # fmt: skip
LIST, FILTERED_LIST, CHANGE_FORM, HISTORY, ADD_FORM, ADDED = (
    "list", "list, filtered", "change form", "history", "add form", "added",
)  # fmt: skip

RARE, COMMON = "periscope", "message"  # two incidents in a thousand have the one word, one in five the other
