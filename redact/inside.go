package redact

import (
	"net/netip"
	"slices"
	"strings"
)

// Inside lists the rules that find what only the house may know, by name. They
// are asked where a text is for the public: those who read an internal report
// need hosts, addresses and tickets.
func Inside() []Rule {
	all := slices.Concat(hostRules(), networkRules(), peopleRules(), labelRules())
	slices.SortFunc(all, func(a, b Rule) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// left makes samples of texts in which nothing is found.
func left(texts ...string) []Sample {
	var out []Sample
	for _, text := range texts {
		out = append(out, Sample{text, text})
	}
	return out
}

func networkRules() []Rule {
	return []Rule{
		{
			Name: "ip-address", Doc: "addresses of hosts and of users (RFC 791, RFC 4291), but for those set aside for documentation (RFC 5737, RFC 3849) and the loopback address itself",
			At: ".:", Find: address,
			Samples: append(left("see 192.0.2.10 and 2001:db8::1, section 10.0.1", "version 10.2.0.4, v1.2.3.4, at 10:02:11", "bound to 127.0.0.1 and ::1", "std::vector, 1.2.3.4.5"),
				Sample{"upstream 10.0.12.7 timed out", "upstream [redacted: ip-address] timed out"},
				Sample{"from 2a00:1450:4009:81f::200e.", "from [redacted: ip-address]."},
				Sample{"::ffff:10.0.0.5 and 172.16.254.3:443", "[redacted: ip-address] and [redacted: ip-address]:443"},
			),
		},
		{
			Name: "internal-url", Doc: "addresses of pages that only the house can open: on internal hosts, on this machine, in trackers, chats, calls and dashboards",
			At: ":", Find: internalURL,
			Samples: append(left("https://www.example.com/status?id=2", "https://github.com/acme/shop/pull/12", "https://acme.slack.com/"),
				Sample{"see https://grafana.acme.internal/d/abc?orgId=1 for it", "see [redacted: internal-url] for it"},
				Sample{"(https://acme.atlassian.net/browse/OPS-123)", "([redacted: internal-url])"},
				Sample{"at http://localhost:8080/debug.", "at [redacted: internal-url]."},
				Sample{"http://10.0.0.5/x", "[redacted: internal-url]"},
			),
		},
	}
}

var (
	v4Chars = chars("0-9.")
	v6Chars = chars("0-9a-fA-F:.")
)

// address finds an IP address around the first "." or ":" in it.
func address(s string, i int) (int, int) {
	set := v4Chars
	if s[i] == ':' {
		set = v6Chars
	}
	from, to := i, i+1
	for from > 0 && i-from < 40 && set[s[from-1]] {
		from--
	}
	for to < len(s) && to-i < 46 && set[s[to]] {
		to++
	}
	to = from + len(strings.TrimRight(s[from:to], ".:"))
	if !strings.HasPrefix(s[from:], "::") {
		from += len(s[from:to]) - len(strings.TrimLeft(s[from:to], ".:"))
	}
	if to <= i || from > i || from > 0 && (wordy[s[from-1]] || s[from-1] == '-') || to < len(s) && (wordy[s[to]] || s[to] == '-' && to+1 < len(s) && wordy[s[to+1]]) {
		return 0, 0
	}
	text := s[from:to]
	if s[i] == ':' && !strings.Contains(text, "::") && strings.Count(text, ":") != 7 {
		return 0, 0
	}
	ip, err := netip.ParseAddr(text)
	if err != nil || harmlessIP(ip) || versionBefore(s[:from]) {
		return 0, 0
	}
	return from, to
}

var documented = []netip.Prefix{
	netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("2001:db8::/32"),
}

func harmlessIP(ip netip.Addr) bool {
	return slices.ContainsFunc(documented, func(p netip.Prefix) bool { return p.Contains(ip) }) ||
		ip.IsUnspecified() || ip.Is6() && ip.IsLoopback() || ip == netip.AddrFrom4([4]byte{127, 0, 0, 1})
}

// versionBefore reports whether the word before a number says that it is a
// version: some have four parts.
func versionBefore(before string) bool {
	before = strings.ToLower(strings.TrimRight(before, " "))
	for _, word := range []string{"version", "release", "build", "section", "chapter", "versions"} {
		if strings.HasSuffix(before, word) {
			return true
		}
	}
	return false
}

// toolHosts are services in which a house keeps its own pages, with the paths
// under which they are; "" is every path but the front page.
var toolHosts = []struct{ host, path string }{
	{"atlassian.net", ""}, {"slack.com", "/archives/"}, {"slack.com", "/client/"}, {"zoom.us", "/j/"}, {"teams.microsoft.com", ""}, {"meet.google.com", ""},
	{"docs.google.com", ""}, {"drive.google.com", ""}, {"sharepoint.com", ""}, {"pagerduty.com", "/incidents/"}, {"opsgenie.com", ""}, {"datadoghq.com", ""}, {"datadoghq.eu", ""},
	{"grafana.net", ""}, {"sentry.io", "/issues/"}, {"sentry.io", "/organizations/"}, {"newrelic.com", "/accounts/"}, {"splunkcloud.com", ""}, {"honeycomb.io", "/teams/"}, {"notion.so", ""}, {"linear.app", ""},
	{"console.aws.amazon.com", ""}, {"console.cloud.google.com", ""}, {"portal.azure.com", ""}, {"victorops.com", ""}, {"incident.io", "/incidents/"}, {"firehydrant.io", ""}, {"rootly.com", "/incidents"},
}

// toolNames begin the host names of tools that a house runs for itself.
var toolNames = map[string]bool{
	"grafana": true, "kibana": true, "prometheus": true, "alertmanager": true, "jenkins": true, "jira": true, "confluence": true, "wiki": true, "intranet": true, "vault": true,
	"argocd": true, "nagios": true, "zabbix": true, "splunk": true, "graylog": true, "sonarqube": true, "nexus": true, "artifactory": true, "rundeck": true, "icinga": true,
	"oncall": true, "runbooks": true, "consul": true, "nomad": true, "airflow": true, "kiali": true, "jaeger": true, "backstage": true, "mattermost": true, "admin": true,
}

// internalURL finds a whole address by its host, and by its path where the
// host serves the public too.
func internalURL(s string, i int) (int, int) {
	if !strings.HasPrefix(s[i:], "://") {
		return 0, 0
	}
	from := i
	for from > 0 && i-from < 16 && (alnum[s[from-1]] || s[from-1] == '+') {
		from--
	}
	end := i + 3
	for end < len(s) && end-i < longestHost && urlChar(s[end]) && strings.IndexByte("/?#", s[end]) < 0 {
		end++
	}
	host := s[i+3 : end]
	host = strings.ToLower(host[strings.LastIndexByte(host, '@')+1:])
	if from == i || host == "" || strings.Contains(host, "[redacted") || !insidePage(strings.TrimRight(host, urlTail), s[end:min(len(s), end+longestHost)]) {
		return 0, 0
	}
	to := end
	for to < len(s) && to-i < longestValue && urlChar(s[to]) {
		to++
	}
	return from, from + len(strings.TrimRight(s[from:to], urlTail))
}

const (
	longestHost = 320 // with a user before it
	urlTail     = ".,:;!?)*_"
)

func urlChar(c byte) bool { return c > ' ' && strings.IndexByte("\"'<>`|\\", c) < 0 }

func insidePage(host, path string) bool {
	if ip, err := netip.ParseAddr(strings.Trim(bare(host), "[]")); err == nil {
		return !slices.ContainsFunc(documented, func(p netip.Prefix) bool { return p.Contains(ip) })
	}
	host = bare(host)
	first, _, dots := strings.Cut(host, ".")
	if host == "localhost" || internalName(host) || toolNames[first] || !dots && host != "" && !strings.ContainsAny(host, "{$%*") {
		return true
	}
	for _, tool := range toolHosts {
		if (host == tool.host || strings.HasSuffix(host, "."+tool.host)) && len(path) > 1 && strings.HasPrefix(path, tool.path) {
			return true
		}
	}
	return false
}

// bare is a host without its port.
func bare(host string) string {
	if at := strings.LastIndexByte(host, ':'); at >= 0 && !strings.HasSuffix(host, "]") && digits.all(host[at+1:]) && strings.Count(host, ":") == 1 || at > 0 && strings.HasPrefix(host, "[") && host[at-1] == ']' {
		return host[:at]
	}
	return host
}
