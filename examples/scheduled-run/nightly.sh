#!/bin/sh
# A campaign as a scheduled job, until six in the morning: goes on with what a night before has left open; when nothing
# is, the plan for the ticket and a new campaign. Then the report.
#
#   nightly.sh [folder]      for cron: 0 22 1-7 * * cd /opt/images && ./nightly.sh /var/log/images
set -u
folder=${1:-.}
# As it is installed in the present folder: an update of the tool must be nobody's surprise at night.
campaign=${APPSTREAM_CAMPAIGN:-npx --no appstream-campaign}

$campaign resume --plain --until 06:00 >>"$folder/campaign.log" 2>"$folder/errors.log"
outcome=$?
if [ $outcome -ne 3 ]; then
  cat "$folder/errors.log" >&2
else
  $campaign plan --markdown >"$folder/plan.md"
  case $? in
    0) ;;
    3) echo 'Nothing to do.' && exit 0 ;;
    4) echo "Something is in the way of a part of it: see $folder/plan.md" ;;
    *) exit 1 ;;
  esac
  $campaign run --yes --plain --until 06:00 >>"$folder/campaign.log"
  outcome=$?
fi

case $outcome in
  0) echo 'All images are updated.' ;;
  5) echo 'Some images failed: see the report.' ;;
  6) echo "It is not over: see $folder/campaign.log. The next night goes on, or now: $campaign resume" ;;
  *) exit $outcome ;;
esac
$campaign report --output "$folder/report.html"
exit $outcome
