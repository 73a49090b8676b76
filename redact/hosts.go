package redact

import "strings"

func hostRules() []Rule {
	return []Rule{
		{
			Name: "internal-host", Doc: "host names of the house: under internal, local, corp, lan and the like, with a part such as prod, staging or ad, or made as machines are named: app-server-123, ip-10-0-1-2",
			At: ".-", Find: internalHost,
			Samples: append(left("www.example.com, docs.example.com and pkg.go.dev", "node.js 20.11.1, top-10, part-2, covid-19, us-east-1", "server.log, main.go, api-v2, RFC-3339, utf-8", "a web-based front-end, 3-node cluster", "https://www.example.com/news/on-the-web-2"),
				Sample{"lookup db-prod-1.acme.internal: no such host", "lookup [redacted: internal-host]: no such host"},
				Sample{"ldap.ad.acme.com and wiki.acme.corp.", "[redacted: internal-host] and [redacted: internal-host]."},
				Sample{"app-server-123 and web-01", "[redacted: internal-host] and [redacted: internal-host]"},
				Sample{"on ip-10-0-1-2, gke-prod-pool-1-abc", "on [redacted: internal-host], [redacted: internal-host]"},
			),
		},
		{
			Name: "pod", Doc: "names of pods, by the two suffixes that Kubernetes gives them; one of a single common word tells nothing and stays", At: "-", Find: pod,
			Samples: append(left("pod/api-7f9c6d8b5-x2x4z restarted", "a well-known short-lived thing"),
				Sample{"pod payments-api-7f9c6d8b5-x2x4z died", "pod [redacted: pod] died"},
			),
		},
	}
}

var hostChars = chars("a-zA-Z0-9.-")

// insideEnds are top-level names that the Internet does not have (RFC 6762,
// RFC 8375, ICANN's reservation of internal) or that houses use as if it had not.
var insideEnds = map[string]bool{
	"internal": true, "local": true, "corp": true, "lan": true, "intra": true, "intranet": true, "localdomain": true, "private": true, "home": true,
	"svc": true, "localnet": true, "cluster": true, "consul": true, "priv": true, "prod": true, "stage": true,
}

// insideParts are labels that stand for a part of a house's network.
var insideParts = map[string]bool{
	"ad": true, "corp": true, "internal": true, "int": true, "intern": true, "intranet": true, "lan": true, "local": true, "prod": true, "prd": true, "production": true,
	"stage": true, "staging": true, "stg": true, "qa": true, "uat": true, "vpn": true, "mgmt": true, "svc": true, "priv": true, "private": true, "dc1": true, "dc2": true, "preprod": true, "ldap": true,
}

// internalName reports whether a host name in small letters is one of the
// house's network.
func internalName(host string) bool {
	labels := strings.Split(host, ".")
	n := len(labels)
	if n < 2 || labels[0] == "" {
		return machine(host)
	}
	if insideEnds[labels[n-1]] || strings.HasSuffix(host, ".home.arpa") || strings.HasSuffix(host, "compute.amazonaws.com") && strings.HasPrefix(host, "ec2-") {
		return true
	}
	if n < 3 || !topLevel(labels[n-1]) {
		return false
	}
	for _, label := range labels[:n-2] {
		if insideParts[label] {
			return true
		}
	}
	return machine(labels[0])
}

// firstPart gives the beginning of a name made of parts where the separator at
// i is its first, else -1: so a long name is read once.
func firstPart(s string, i int, separators *charset) int {
	from := i
	for from > 0 && i-from < 64 && alnum[s[from-1]] {
		from--
	}
	before := from
	for before > 0 && from-before < 8 && separators[s[before-1]] {
		before--
	}
	if from == i || before < from && before > 0 && alnum[s[before-1]] {
		return -1
	}
	return from
}

var (
	hostSeparators = chars(".-")
	podSeparators  = chars("-")
)

// internalHost finds a host name around the first "." or "-" in it.
func internalHost(s string, i int) (int, int) {
	from := firstPart(s, i, hostSeparators)
	if from < 0 {
		return 0, 0
	}
	to := i + 1
	for to < len(s) && to-i < 253 && hostChars[s[to]] {
		to++
	}
	to = from + len(strings.TrimRight(s[from:to], ".-"))
	if to <= i || from > 0 && (s[from-1] == '_' || s[from-1] == '@' && strings.IndexByte(s[from:to], '.') < 0) || to < len(s) && (s[to] == '_' || s[to] >= 0x80) {
		return 0, 0
	}
	if !internalName(strings.ToLower(s[from:to])) || strings.IndexByte(s[from:to], '.') < 0 && inAddress(s, from) {
		return 0, 0
	}
	return from, to
}

// inAddress reports whether what begins at i is a part of the path of an
// address of the web: the titles of pages are joined by hyphens too.
func inAddress(s string, i int) bool {
	if i == 0 || s[i-1] != '/' {
		return false
	}
	before := s[max(0, i-200):i]
	at := strings.LastIndex(before, "://")
	return at >= 0 && !strings.ContainsAny(before[at:], " \t\n<>\"'") && strings.Count(before[at:], "/") > 2
}

// machines are the words of which names of machines are made.
var machines = words(`app apps server servers srv host db database dbs sql mysql postgres pg redis memcached cache web www api node worker
	proxy lb gw gateway edge cdn kafka rabbit mq queue broker zookeeper zk etcd elastic es search mongo cassandra vm vps prod prd stage staging stg qa uat
	master primary replica slave leader follower k8s kube gke eks aks ecs pool nodepool mail mx smtp imap dns ns ntp ldap ad dc vpn fw firewall router switch sw rtr core
	storage nas san nfs backup bkp bastion jump ci build runner jenkins gitlab grafana prometheus prom monitor mon log logs logging batch job cron auth login pay payment payments
	billing checkout order orders user users svc service notification notifications frontend backend fe be front back nginx haproxy varnish envoy hypervisor esx esxi xen rack blade ilo`)

// notMachines are words before a number that do not make a machine's name.
var notMachines = words(`v version top part step phase tier level layer day week q h p sev http tls ssl utf iso rfc sha md us eu ap sa ca af me north south east west central figure chapter`)

func words(list string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(list) {
		out[w] = true
	}
	return out
}

// machine reports whether a name without dots is made as machines are named:
// words joined by hyphens, one of them a machine's, and a number at the end or
// what a cloud puts in its place.
func machine(name string) bool {
	parts := strings.Split(name, "-")
	if len(parts) < 2 || len(name) > 63 {
		return false
	}
	if parts[0] == "ip" && len(parts) >= 5 && digits.all(strings.Join(parts[1:5], "")) {
		return true
	}
	cloud := len(parts) > 3 && (parts[0] == "gke" || parts[0] == "aks" || parts[0] == "eks")
	last := parts[len(parts)-1]
	// "api-v2" and "9-node" count, they do not name.
	if cloud {
		return true
	}
	number := strings.TrimLeft(last, "abcdefghijklmnopqrstuvwxyz")
	word := last[:len(last)-len(number)]
	if number == "" || len(number) > 5 || !digits.all(number) || year(number) || word == "v" || parts[0] == "" || digits[parts[0][0]] {
		return false
	}
	known := machines[word]
	for _, part := range parts[:len(parts)-1] {
		if notMachines[part] {
			return false
		}
		known = known || machines[strings.TrimRight(part, "0123456789")]
	}
	return known
}

func year(number string) bool { return len(number) == 4 && (number[:2] == "19" || number[:2] == "20") }

var podChars = chars("bcdfghjklmnpqrstvwxz2456789")

// pod finds NAME-HASH-SUFFIX around the first hyphen (the generated names of
// k8s.io/apimachinery: no vowels, none of 0, 1 and 3).
func pod(s string, i int) (int, int) {
	from, to := firstPart(s, i, podSeparators), i+1
	if from < 0 {
		return 0, 0
	}
	for to < len(s) && to-i < 253 && (alnum[s[to]] || s[to] == '-') {
		to++
	}
	if to < len(s) && s[to] == '_' {
		return 0, 0
	}
	parts := strings.Split(s[from:to], "-")
	n := len(parts)
	if n < 3 || n == 3 && machines[parts[0]] {
		return 0, 0
	}
	hash, suffix := parts[n-2], parts[n-1]
	if len(suffix) != 5 || !podChars.all(suffix) || !digits.has(hash) || len(hash) < 6 || len(hash) > 10 || !alnum.all(hash) || strings.ToLower(hash) != hash {
		return 0, 0
	}
	return from, to
}
