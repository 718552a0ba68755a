#!/bin/sh
# Tell somebody that a night did not publish. The program's messages hold no name and no ID, so they may be sent.
#
#   notify.sh UNIT                     after systemd: the unit's last lines
#   notify.sh crontab STATUS LOGFILE   after cron: the log's last lines
#
# MATCHER_NOTIFY names the command that takes the message on standard input, for example `mail -s matcher office@…` or
# `sendmail -t`; without it the message goes to the system's log.
set -eu
unit=${1:?name the unit that failed}
if [ "$unit" = crontab ]; then
	reason="exit code ${2:?give the exit code}"
	lines=$(tail -n 30 "${3:?name the log}")
else
	reason=$(systemctl show --property=ExecMainStatus "$unit")
	lines=$(journalctl --unit="$unit" --lines=30 --no-pager --output=cat)
fi
message="matcher on $(hostname): $unit did not publish ($reason). The last published run stands.
$lines"
if [ -n "${MATCHER_NOTIFY:-}" ]; then
	printf '%s\n' "$message" | sh -c "$MATCHER_NOTIFY"
else
	printf '%s\n' "$message" | logger --tag matcher --priority user.err
fi
