"""Counts events of files as a straight program would: one process, everything in memory.

For each company, statistic, dimension value and hour, day and month: how many events, how many
different customers, and the sum of the amounts. An event that was sent twice counts once.
"""
import datetime
import json
import resource
import sys
import time
import zoneinfo

STATISTICS = {
    "open": ("email_open", ("campaign", "message", "browser", "country", "mail_domain")),
    "click": ("email_click", ("campaign", "browser")),
    "purchase": ("purchase", ("campaign", "country")),
}
ZONES = {"acme": zoneinfo.ZoneInfo("Europe/Berlin"), "initech": zoneinfo.ZoneInfo("America/New_York")}
UTC = datetime.timezone.utc

rows = {}
ids = set()
buckets_of_hour = {}
counted = 0
refused = 0


def buckets(company, millis):
    """The hour, day and month of a time, in the time zone of the company."""
    key = (company, millis // 900_000)
    known = buckets_of_hour.get(key)
    if known is None:
        local = datetime.datetime.fromtimestamp(millis / 1000, ZONES.get(company, UTC))
        hour = local.replace(minute=0, second=0, microsecond=0)
        known = ("h" + hour.isoformat(), "d" + hour.date().isoformat(), "m" + hour.strftime("%Y-%m"))
        buckets_of_hour[key] = known
    return known


def values(event, dimensions):
    client = event.get("client", {})
    for dimension in dimensions:
        if dimension == "message":
            yield dimension, event["message_id"]
        elif dimension == "mail_domain":
            yield dimension, event["email"].rpartition("@")[2]
        elif dimension == "campaign":
            yield dimension, event["campaign"]
        else:
            yield dimension, client[dimension]


def add(key, customer, cents):
    row = rows.get(key)
    if row is None:
        row = rows[key] = [0, set(), 0]
    row[0] += 1
    row[1].add(customer)
    row[2] += cents


def count(line):
    global counted
    event = json.loads(line)
    statistic, dimensions = STATISTICS[event["type"]]
    company, customer = event["company_id"], event["customer_id"]
    when = buckets(company, int(event["timestamp"]))
    whole, _, part = event.get("amount", "0.00").partition(".")
    cents = int(whole) * 100 + int(part)
    if event["id"] in ids:
        return
    ids.add(event["id"])
    counted += 1
    for bucket in when:
        add((company, statistic, "", "", bucket), customer, cents)
    for dimension, value in values(event, dimensions):
        for bucket in when:
            add((company, statistic, dimension, value, bucket), customer, cents)


begin = time.monotonic()
for name in sys.argv[1:]:
    with open(name, "rb") as lines:
        for line in lines:
            try:
                count(line)
            except (ValueError, KeyError, TypeError, AttributeError):
                refused += 1
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({
    "counted": counted,
    "refused": refused,
    "rows": len(rows),
    "seconds": time.monotonic() - begin,
    "cpu": used.ru_utime + used.ru_stime,
    "megabytes": used.ru_maxrss / 1024,
}))
