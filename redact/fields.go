package redact

import "strings"

func fieldRules() []Rule {
	sid := filler("0a1b2c3d4e5f", 32)
	return []Rule{
		{
			Name: "secret", Doc: "values of fields whose name says password, secret, token, key or session, and of command-line flags", At: "=:>,", Find: field,
			Samples: []Sample{
				{"password=" + "Tiger!9317 user=x", "password=[redacted: secret] user=x"},
				{`{"api_key": "` + sid + `", "n": 1}`, `{"api_key": "[redacted: secret]", "n": 1}`},
				{"client_secret: " + sid, "client_secret: [redacted: secret]"},
				{"PHPSESSID=" + sid + "; path=/", "PHPSESSID=[redacted: secret]; path=/"},
				{"GET /x?access_token=" + sid + "&page=2", "GET /x?access_token=[redacted: secret]&page=2"},
				{"password: must be at least 12 characters", "password: must be at least 12 characters"},
				{"password: {{ .Values.db.password }}", "password: {{ .Values.db.password }}"},
				{"max_tokens=4096 token=none pwd: /srv/app", "max_tokens=4096 token=none pwd: /srv/app"},
			},
		},
		{
			Name: "flag", Doc: "passwords and tokens given on a command line", Begins: []string{"--", "-p", "-u"}, Find: flag,
			Samples: []Sample{
				{"run --password " + "hunter22 --verbose", "run --password [redacted: flag] --verbose"},
				{"mysqldump -uroot -p" + "Castle@4037 shop", "mysqldump -uroot -p[redacted: flag] shop"},
				{"curl -u ann:" + "s3cret99 https://x.example", "curl -u ann:[redacted: flag] https://x.example"},
				{"ssh -p 2222 -password-file f", "ssh -p 2222 -password-file f"},
			},
		},
		{
			Name: "authorization", Doc: "credentials of HTTP authorization", Begins: []string{"Be", "be", "BE", "Ba", "ba", "BA", "To", "to", "TO"}, Find: scheme,
			Samples: []Sample{
				{"Authorization: Basic " + "YWRtaW46VGlnZXIjOTMyNw==", "Authorization: Basic [redacted: authorization]"},
				{"Bearer " + sid + " expired", "Bearer [redacted: authorization] expired"},
				{"Basic plan customers, Bearer bonds", "Basic plan customers, Bearer bonds"},
			},
		},
		{
			Name: "cookie", Doc: "what cookies hold", Begins: []string{"Co", "co", "CO", "Se", "se", "SE"}, Find: cookie,
			Samples: []Sample{
				{"Set-Cookie: sid=" + sid + "; HttpOnly", "Set-Cookie: [redacted: cookie]"},
				{`curl -H "Cookie: a=1; b=2" url`, `curl -H "Cookie: [redacted: cookie]" url`},
				{"the cookie: none", "the cookie: none"},
			},
		},
	}
}

// sort of secret that a field's name announces.
type sort uint8

const (
	ordinary sort = iota
	password      // may be a word
	token         // looks random
	key           // looks random, and many harmless fields are called the same
)

// sorts holds the last words of telling field names, in small letters and
// without separators.
var sorts = map[string]sort{
	"password": password, "passwd": password, "passphrase": password, "passwort": password, "pwd": password, "pass": password, "pw": password,
	"secret": token, "token": token, "apikey": token, "secretkey": token, "accesskey": token, "privatekey": token, "authkey": token,
	"credential": token, "credentials": token, "creds": token, "phpsessid": token, "jsessionid": token, "sessionid": token, "session": token,
	"sid": token, "sessid": token, "csrf": token, "xsrf": token, "csrftoken": token, "authorization": token, "auth": token,
	"accountkey": token, "sharedkey": token, "encryptionkey": token, "signingkey": token, "masterkey": token, "licensekey": token, "accesstoken": token,
	"clientsecret": token, "authtoken": token, "refreshtoken": token, "idtoken": token, "bearer": token, "webhook": token, "key": key, "api": key, "pat": key, "bot": key,
	"id": key, "clientid": key, "licence": key, "license": key,
}

// field finds the value of a telling field around the "=" or ":" at i, in the
// spellings of shells, queries, JSON, YAML, Ruby, Go and Pascal.
func field(s string, i int) (int, int) {
	if s[i] == ',' && (i == 0 || s[i-1] != '"' && s[i-1] != '\'') {
		return 0, 0
	}
	if s[i] == '>' && (i == 0 || s[i-1] != '=' && s[i-1] != '-') {
		return xmlField(s, i)
	}
	kind := fieldSort(s, i)
	if kind == ordinary {
		return 0, 0
	}
	if s[i] == ',' {
		return argument(s, i, kind)
	}
	from := i + 1
	for from < len(s) && from < i+8 && strings.IndexByte("=:> \t", s[from]) >= 0 {
		from++
	}
	return value(s, from, kind, s[i] == ':' && i+1 < len(s) && s[i+1] == ' ')
}

// argument finds the second of two quoted arguments: set("API_TOKEN", "…").
func argument(s string, i int, kind sort) (int, int) {
	from := i + 1 + len(s[i+1:]) - len(strings.TrimLeft(s[i+1:], " "))
	if from >= len(s) || strings.IndexByte("\"'", s[from]) < 0 {
		return 0, 0
	}
	return value(s, from, max(kind, token), false)
}

// xmlField finds the text of <password>…</password>.
func xmlField(s string, i int) (int, int) {
	name := i
	for name > 0 && i-name < 40 && wordy[s[name-1]] {
		name--
	}
	if name == i || name == 0 || s[name-1] != '<' || nameSort(s[name:i]) == ordinary {
		return 0, 0
	}
	n := strings.IndexByte(s[i+1:min(len(s), i+1+longestValue)], '<')
	if n < 4 || placeholder(s[i+1:i+1+n]) {
		return 0, 0
	}
	return i + 1, i + 1 + n
}

// fieldSort reads the name that ends before the separator at i.
func fieldSort(s string, i int) sort {
	end := i
	for end > 0 && i-end < 4 && strings.IndexByte(" \t:=\"'`]\\.,?|!(", s[end-1]) >= 0 {
		end--
	}
	start := end
	for start > 0 && end-start < 64 && nameChars[s[start-1]] {
		start--
	}
	// In "var apiToken string =" the type stands between.
	if s[start:end] == "string" && start > 1 && s[start-1] == ' ' && i > end {
		return fieldSort(s, start-1)
	}
	return nameSort(s[start:end])
}

var nameChars = chars("a-zA-Z0-9_.-")

// nameSort goes by the last word of a name, or its last two together.
func nameSort(name string) sort {
	if !tellingEnd(name) {
		return ordinary
	}
	before, last := lastWords(name)
	kind := sorts[last]
	if kind != ordinary && kind != key {
		return kind
	}
	if before != "" {
		var joined [64]byte
		if both := sorts[string(append(append(joined[:0], before...), last...))]; both != ordinary {
			return both
		}
		if kind == key && (last != "id" || before == "client") {
			return harmlessKeys(before)
		}
		return ordinary
	}
	for _, ending := range []string{"password", "passwd", "secret", "token", "apikey"} {
		if strings.HasSuffix(last, ending) {
			return sorts[ending]
		}
	}
	if strings.HasSuffix(last, "key") && len(last) > len("monkey") {
		return key
	}
	return ordinary
}

// tellingEnd reports whether a name ends as one of sorts does. It only spares
// the look at its words.
func tellingEnd(name string) bool {
	n := len(name)
	if n < 2 {
		return false
	}
	switch a, b := name[n-2]|0x20, name[n-1]|0x20; b {
	case 'd':
		return a == 'r' || a == 'w' || a == 'i' && (n < 4 || name[n-3]|0x20 != '_'|0x20 || name[n-4]|0x20 == 't')
	case 'e':
		return a == 's' || a == 'c'
	case 't':
		return a == 'r' || a == 'e' || a == 'a' || a == 'o'
	case 'n':
		return a == 'e' || a == 'o'
	case 's':
		return a == 's' || a == 'l' || a == 'd'
	case 'y':
		return a == 'e'
	case 'w':
		return a == 'p'
	case 'l':
		return a == 'a'
	case 'f':
		return a == 'r'
	case 'h':
		return a == 't' && n > 2 && name[n-3]|0x20 == 'u'
	case 'r':
		return a == 'e'
	case 'k':
		return a == 'o' && n > 2 && name[n-3]|0x20 == 'o'
	case 'i':
		return a == 'p'
	}
	return false
}

// harmlessKeys is the sort of a "… key" with the given word before it.
func harmlessKeys(before string) sort {
	switch before {
	case "public", "primary", "foreign", "cache", "routing", "partition", "sort", "shard", "idempotency", "object", "row", "map", "group", "message", "redis", "lock":
		return ordinary
	}
	return key
}

// lastWords gives the last two words of "dbPassword", "DB_PASSWORD" and
// "db-password", in small letters.
func lastWords(name string) (before, last string) {
	rest, last := cutWord(name)
	for last == "" && rest != "" {
		rest, last = cutWord(rest)
	}
	_, before = cutWord(rest)
	return strings.ToLower(before), strings.ToLower(last)
}

// cutWord takes the last word off a name.
func cutWord(name string) (rest, word string) {
	for i := len(name) - 1; i >= 0; i-- {
		switch c := name[i]; {
		case c == '_' || c == '-' || c == '.':
			return name[:i], name[i+1:]
		case capitals[c] && i > 0 && (smalls[name[i-1]] || i+1 < len(name) && smalls[name[i+1]]):
			return name[:i], name[i:]
		}
	}
	return "", name
}

// longestValue is how much of a value is looked at.
const longestValue = 4096

// value decides whether what starts at from is a secret of the given sort.
// After ": " prose may follow.
func value(s string, from int, kind sort, prose bool) (int, int) {
	quote := byte(0)
	for n := 0; n < 2 && from < len(s) && strings.IndexByte("\"'`\\", s[from]) >= 0; n++ {
		if s[from] != '\\' {
			quote = s[from]
		}
		from++
	}
	to := from
	for to < len(s) && to-from < longestValue && !valueEnds(s[to], quote) {
		to++
	}
	if quote == 0 {
		to = from + len(strings.TrimRight(s[from:to], ".,:"))
	}
	text := s[from:to]
	if placeholder(text) || !plausible(text, kind) {
		return 0, 0
	}
	if prose && quote == 0 && (kind == password || kind == key) && (!digits.has(text) && !symbols.has(text) || !endsLine(s, to)) {
		return 0, 0
	}
	return from, to
}

var symbols = chars("!#$%&*+?@^~")

func endsLine(s string, at int) bool {
	for at < len(s) && strings.IndexByte(" \t\r,;}", s[at]) >= 0 {
		at++
	}
	return at == len(s) || s[at] == '\n' || s[at] == '"' || s[at] == '#' || strings.IndexByte(s[at:min(len(s), at+24)], '=') >= 0 || strings.IndexByte(s[at:min(len(s), at+24)], ':') >= 0
}

func valueEnds(c, quote byte) bool {
	if quote != 0 {
		return c == quote || c == '\n' || c == '\\'
	}
	return c <= ' ' || strings.IndexByte("\"'`&;,<>()[]{}|\\", c) >= 0
}

// plausible reports whether text can be a secret of that sort.
func plausible(text string, kind sort) bool {
	switch kind {
	case password:
		return len(text) >= 4 && !strings.HasPrefix(text, "/") && !strings.Contains(text, "://")
	case token:
		return len(text) >= 8 && random(text) && (digits.has(text) || len(text) >= 16) && !strings.ContainsAny(text, " ") && !strings.Contains(text, "://")
	}
	return len(text) >= 16 && digits.has(text) && !dateLike(text) && varied(text) && (tokenChars.all(text)) && (len(text) != 36 || strings.Count(text, "-") != 4)
}

var tokenChars = chars("a-zA-Z0-9_.=+/~%-")

func dateLike(text string) bool { return strings.HasPrefix(text, "20") && strings.Contains(text, "-") }

// varied reports whether a text has as many different bytes as random ones do.
func varied(text string) bool {
	var seen charset
	n := 0
	for i := range len(text) {
		if !seen[text[i]] {
			seen[text[i]] = true
			n++
		}
	}
	return n >= 8
}

// placeholder reports whether a value stands for a secret without being one.
func placeholder(text string) bool {
	if text == "" || strings.HasPrefix(text, redacted) || strings.IndexByte("${<%[(*", text[0]) >= 0 && !digits.has(text) {
		return true
	}
	for _, open := range []string{"{{", "${", "$(", "%(", "<", "[redacted", "***", "os.environ", "process.env", "env."} {
		if strings.HasPrefix(text, open) {
			return true
		}
	}
	if strings.Trim(text, text[:1]) == "" {
		return true
	}
	switch strings.ToLower(text) {
	case "null", "none", "nil", "true", "false", "undefined", "empty", "required", "optional", "string", "invalid", "expired", "redacted", "hidden":
		return true
	}
	return false
}

// flag finds secrets among the arguments of a command.
func flag(s string, i int) (int, int) {
	if i > 0 && strings.IndexByte(" \t\n\"'`,[", s[i-1]) < 0 {
		return 0, 0
	}
	if strings.HasPrefix(s[i:], "--") {
		end := i + 2 + nameChars.run(s, i+2)
		if end-i < 5 || end >= len(s) || s[end] != ' ' || end-i > 60 {
			return 0, 0
		}
		if kind := nameSort(s[i+2 : end]); kind == password || kind == token {
			return value(s, end+1, kind, false)
		}
		return 0, 0
	}
	line := s[max(0, i-80):i]
	switch {
	case strings.HasPrefix(s[i:], "-p") && i+2 < len(s) && s[i+2] > ' ' && strings.Contains(s[max(0, i-200):min(len(s), i+200)], "mysql"):
		from, to := value(s, i+2, password, false)
		if to-from < 6 || !digits.has(s[from:to]) && !symbols.has(s[from:to]) {
			return 0, 0
		}
		return from, to
	case (strings.HasPrefix(s[i:], "-u ") || strings.HasPrefix(s[i:], "-u'") || strings.HasPrefix(s[i:], "-u\"")) && strings.Contains(line, "curl"):
		from := i + 2 + len(s[i+2:]) - len(strings.TrimLeft(s[i+2:], " '\""))
		if colon := strings.IndexByte(s[from:min(len(s), from+64)], ':'); colon > 0 && nameChars.all(s[from:from+colon]) {
			return value(s, from+colon+1, password, false)
		}
	}
	return 0, 0
}

// scheme finds credentials after the name of an authentication scheme.
func scheme(s string, i int) (int, int) {
	for _, name := range []string{"bearer ", "basic ", "token "} {
		if len(s) < i+len(name) || !strings.EqualFold(s[i:i+len(name)], name) {
			continue
		}
		from := i + len(name)
		to := from + credential.run(s, from)
		text := strings.TrimRight(s[from:to], ".")
		if len(text) < 8 || !random(text) || name == "token " && (len(text) < 20 || !digits.has(text)) || smalls.all(text[1:]) {
			return 0, 0
		}
		return from, from + len(text)
	}
	return 0, 0
}

var credential = chars("a-zA-Z0-9_.=+/~:-")

// cookie takes out the rest of a cookie header.
func cookie(s string, i int) (int, int) {
	from := 0
	for _, name := range []string{"cookie:", "set-cookie:"} {
		if len(s) >= i+len(name) && strings.EqualFold(s[i:i+len(name)], name) {
			from = i + len(name)
		}
	}
	if from == 0 {
		return 0, 0
	}
	for from < len(s) && s[from] == ' ' {
		from++
	}
	to := from
	for to < len(s) && s[to] != '\n' && s[to] != '\r' && s[to] != '"' && s[to] != '\'' && s[to] != '\\' {
		to++
	}
	to = from + len(strings.TrimRight(s[from:to], " "))
	if strings.IndexByte(s[from:to], '=') < 0 || strings.HasPrefix(s[from:to], redacted) {
		return 0, 0
	}
	return from, to
}
