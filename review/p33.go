package review

import (
	"slices"
	"strings"
)

var acronymRule = Rule{
	ID: "P33", Name: "acronym-undefined", Level: Info, Profiles: []Profile{Public, Letter, Status}, Languages: english,
	Doc:    "letters stand for words that the document never tells",
	Why:    "readers outside of the house do not know its short names",
	Source: "PagerDuty, effective postmortems: spell out what is not common",
	Examples: []Example{
		{"Our QRF stopped at 14:02 UTC.\n", 1},
		{"Our queue router (QRF) stopped at 14:02 UTC, and the QRF is back.\n", 0},
		{"The API answered with HTTP errors.\n", 0},
	},
	Run: func(p *Pass) {
		all := string(p.Document.Draft.Markdown)
		told := strings.Fields(commonAcronyms)
		for i := range p.Prose.Sentences {
			s := &p.Prose.Sentences[i]
			b := &p.Prose.Blocks[s.Block]
			if b.Kind == Heading || strings.ToUpper(s.Text) == s.Text {
				continue // all of it is in capitals
			}
			for _, m := range acronym.FindAllStringSubmatchIndex(s.Text) {
				short := s.Text[m[2]:m[3]]
				if slices.Contains(told, short) {
					continue
				}
				told = append(told, short)
				if !strings.Contains(all, "("+short) && !strings.Contains(all, short+" (") && !strings.Contains(all, short+" means") && !strings.Contains(all, short+" stands for") {
					p.say(match{s, b, m[2], m[3]}, "%q is never told in words", "tell it where it first stands: queue router (QRF)")
				}
			}
		}
	},
}

var acronym = re(`(?:^|[\s("'])([A-Z]{3,6})s?(?:$|[\s),.:;'!?])`)

// commonAcronyms are those that readers of such documents know, zones and the
// words that are written in capitals for weight.
const commonAcronyms = "API APIs ASAP AWS BBC CDN CEO CET CEST CEO COO CPU CSS CSV CTO DDOS DNS EDT EEST EET EST EMEA EUR FAQ FTP GBP GCP GDPR GIF GMT GPU GUI HTML HTTP HTTPS IDE IMAP IOS " +
	"ISO ISP IST JPEG JPG JSON JST KST LAN LTE MAC MDT MSK MST NASA NOT PDF PDT PHP PIN PNG POP PST RAID RAM REST ROM RSA SDK SEPA SIM SLA SMS SMTP SQL SSD SSH SSL SSO SVG TCP TLS TODO " +
	"UDP UPS URI URL URLS USA USB USD UTC UUID VAT VIP VPN WAN WIFI XML YAML ZIP AND ALL ANY NEW NOW OUTAGE BEGINS ENDS INCIDENT BST CDT CST ACID CORS CRUD CLI DHCP GIT HDD IPV NTP OSS RPC SaaS VMS WWW"
