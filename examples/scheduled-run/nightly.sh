#!/bin/sh
# A campaign as a scheduled job: the plan for the ticket, the campaign until six in the morning, the report.
#
#   nightly.sh [folder]      for cron: 0 22 1 * * /opt/images/nightly.sh /var/log/images
set -u
folder=${1:-.}
# Pinned, so that an update of the tool is nobody's surprise at night.
campaign=${APPSTREAM_CAMPAIGN:-npx --yes @appstream-campaign/cli@0.1.0}

$campaign plan --markdown >"$folder/plan.md"
case $? in
  0) ;;
  3) echo 'Nothing to do.' && exit 0 ;;
  4) echo "Something is in the way of a part of it: see $folder/plan.md" ;;
  *) exit 1 ;;
esac

$campaign run --yes --plain --until 06:00 >"$folder/campaign.log"
outcome=$?
$campaign report --output "$folder/report.html"
case $outcome in
  0) echo 'All images are updated.' ;;
  5) echo 'Some images failed: see the report.' ;;
  *) echo "It is not over: see $folder/campaign.log. Go on: $campaign resume" ;;
esac
exit $outcome
