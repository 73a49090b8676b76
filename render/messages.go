package render

// messageOutputs are the forms in which documents are sent, followed and
// posted.
func messageOutputs() []Output {
	return []Output{
		{
			Name: "atom", Ext: ".atom", Media: "application/atom+xml; charset=utf-8", Updates: true,
			Doc:   "A feed (Atom, RFC 4287) with one entry for the incident, its updates in it.",
			Write: feedOutput(Atom, false),
		},
		{
			Name: "atom-updates", Ext: ".updates.atom", Media: "application/atom+xml; charset=utf-8", Updates: true,
			Doc:   "The Atom feed with an entry for each update.",
			Write: feedOutput(Atom, true),
		},
		{
			Name: "email", Ext: ".eml", Media: "message/rfc822",
			Doc:  "A message with the text plain and as HTML that mail clients keep, threaded with the notices before it.",
			made: making.writeMail,
		},
		{
			Name: "ics", Ext: ".ics", Media: "text/calendar; charset=utf-8; method=PUBLISH",
			Doc:   "The window of a maintenance for calendars (iCalendar, RFC 5545).",
			Write: writeICS,
		},
		{
			Name: "jsonfeed", Ext: ".feed.json", Media: "application/feed+json", Updates: true,
			Doc:   "A feed (JSON Feed 1.1) with one entry for the incident, its updates in it.",
			Write: feedOutput(JSONFeed, false),
		},
		{
			Name: "jsonfeed-updates", Ext: ".updates.feed.json", Media: "application/feed+json", Updates: true,
			Doc:   "The JSON feed with an entry for each update.",
			Write: feedOutput(JSONFeed, true),
		},
		{
			Name: "rss", Ext: ".rss", Media: "application/rss+xml; charset=utf-8", Updates: true,
			Doc:   "A feed (RSS 2.0) with one entry for the incident, its updates in it.",
			Write: feedOutput(RSS, false),
		},
		{
			Name: "rss-updates", Ext: ".updates.rss", Media: "application/rss+xml; charset=utf-8", Updates: true,
			Doc:   "The RSS feed with an entry for each update.",
			Write: feedOutput(RSS, true),
		},
		{
			Name: "slack", Ext: ".slack.json", Media: "application/json",
			Doc:   "A message for Slack (Block Kit), whose times each reader sees in their own zone.",
			Write: writeSlack,
		},
		{
			Name: "teams", Ext: ".teams.json", Media: "application/json",
			Doc:   "A message for Microsoft Teams (Adaptive Card), whose times each reader sees in their own zone.",
			Write: writeTeams,
		},
		{
			Name: "text", Ext: ".txt", Media: "text/plain; charset=utf-8",
			Doc:   "Plain text in lines of 72 columns, with links listed at the end.",
			Write: writeText,
		},
		{
			Name: "text-160", Ext: ".160.txt", Media: "text/plain; charset=utf-8",
			Doc:   "State, impact and next update in one short message (SMS).",
			Write: shortMessage.output,
		},
		{
			Name: "text-280", Ext: ".280.txt", Media: "text/plain; charset=utf-8",
			Doc:   "State, impact and next update in one post of at most 280 characters.",
			Write: shortPost.output,
		},
	}
}
