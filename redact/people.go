package redact

import "strings"

func peopleRules() []Rule {
	return []Rule{
		{
			Name: "account", Doc: "who is named by a field such as author=, user= or assignee=", At: "=", Find: account,
			Samples: append(left("user=none page=2", "author = {{ .Name }}"), Sample{"(x) author=jdoe", "(x) author=[redacted: account]"}),
		},
		{
			Name: "customer-id", Doc: "ids of customers, tenants and accounts: cus_9s6XKzkNRiz8i3", At: "_", Find: customerID,
			Samples: append(left("user_id and tenant_name", "org_members"), Sample{"tenant_id=cus_9s6XKzkN" + "Riz8i3 off", "tenant_id=[redacted: customer-id] off"}),
		},
		{
			Name: "handle", Doc: "handles of a chat or a forge: @jdoe", At: "@", Find: handle,
			Samples: append(left("x@y, npm i @babel/core, @here", "git@github.com"), Sample{"@jdoe rolled back", "[redacted: handle] rolled back"}),
		},
		{
			Name: "home", Doc: "paths that name a person's account: /home/jdoe", At: "/\\", Find: home,
			Samples: append(left(`C:\Windows\System32 and /usr/local/bin/api, /home/`), Sample{`C:\Users\jdoe\x.log`, `[redacted: home]\x.log`}, Sample{"in /home/ann/src", "in [redacted: home]/src"}),
		},
		{
			Name: "person", Doc: "names of people after a title (Mr., Dr.) or in a trailer of a commit (Co-authored-by:)", Begins: []string{"Mr", "Ms", "Dr", "He", "Fr"}, At: ":", Find: person,
			Samples: append(left("Here is Friday: a day", "reviewed by: two people"), Sample{"paged Mr. Tanaka, who", "paged [redacted: person], who"},
				Sample{"Co-authored-by: Jane Doe <x>", "Co-authored-by: [redacted: person] <x>"}),
		},
		{
			Name: "phone", Doc: "telephone numbers: +49 30 901820 (E.164), (415) 555-2671", At: "+(", Find: phone,
			Samples: append(left("call 112 or (+1-555-0100), v1.28.3+k3s1, (2026) 12", "2+2 is 4, UTC+02:00, +38s"), Sample{"from (415) 555-2671 at 10:04", "from [redacted: phone] at 10:04"}, Sample{"+49 30 901820.", "[redacted: phone]."}),
		},
	}
}

var accountFields = words(`author committer assignee owner user username login uid account operator reporter requested_by created_by updated_by user_name useridentity`)

func account(s string, i int) (int, int) {
	start := i
	for start > 0 && i-start < 32 && wordy[s[start-1]] {
		start--
	}
	to := i + 1 + tokenDots.run(s, i+1)
	to = i + 1 + len(strings.TrimRight(s[i+1:to], "."))
	if !accountFields[strings.ToLower(s[start:i])] || to-i < 3 || placeholder(s[i+1:to]) || digits.all(s[i+1:to]) {
		return 0, 0
	}
	return i + 1, to
}

var tokenDots = chars("a-zA-Z0-9_.-")

var customerPrefixes = words(`cus cust customer tenant acct account sub org organization user usr ws workspace`)

func customerID(s string, i int) (int, int) {
	from := i
	for from > 0 && smalls[s[from-1]] {
		from--
	}
	to := i + 1 + alnum.run(s, i+1)
	id := s[i+1 : to]
	if from > 0 && wordy[s[from-1]] || !customerPrefixes[s[from:i]] || len(id) < 6 || !digits.has(id) || to < len(s) && s[to] == '_' {
		return 0, 0
	}
	return from, to
}

var everybody = words(`here channel everyone all team media import param return returns override test include example see type deprecated`)

func handle(s string, i int) (int, int) {
	to := i + 1 + tokenDots.run(s, i+1)
	to = i + 1 + len(strings.TrimRight(s[i+1:to], ".-_"))
	name := strings.ToLower(s[i+1 : to])
	if i > 0 && (wordy[s[i-1]] || strings.IndexByte("./-\"+%@#&=:'", s[i-1]) >= 0 || s[i-1] >= 0x80) || to-i < 3 || !smalls[name[0]] || everybody[name] || to < len(s) && strings.IndexByte("/(", s[to]) >= 0 {
		return 0, 0
	}
	return i, to
}

// home finds the folder of an account on Windows, Linux and macOS.
func home(s string, i int) (int, int) {
	for _, folder := range []string{"/home/", "/Users/", `\Users\`} {
		if !strings.HasPrefix(s[i:], folder) || i > 0 && s[i] == '/' && wordy[s[i-1]] {
			continue
		}
		from, at := i, i+len(folder)
		if folder[0] == '\\' && i >= 2 && s[i-1] == ':' {
			from = i - 2
		}
		n := tokenDots.run(s, at)
		switch strings.ToLower(s[at : at+n]) {
		case "", "public", "default", "shared", "all":
			return 0, 0
		}
		return from, at + n
	}
	return 0, 0
}

var titles = []string{"Mr. ", "Mrs. ", "Ms. ", "Dr. ", "Mr ", "Mrs ", "Ms ", "Herr ", "Frau "}

var trailers = words(`co-authored-by signed-off-by reviewed-by reported-by acked-by tested-by suggested-by author committer authored-by approved-by paged-by`)

func person(s string, i int) (int, int) {
	if s[i] == ':' {
		start := i
		for start > 0 && i-start < 20 && tokenish[s[start-1]] {
			start--
		}
		if i+2 >= len(s) || s[i+1] != ' ' || !trailers[strings.ToLower(s[start:i])] {
			return 0, 0
		}
		to := i + 2
		for to < len(s) && to-i < 80 && strings.IndexByte("<\n\r,;|", s[to]) < 0 {
			to++
		}
		to = i + 2 + len(strings.TrimRight(s[i+2:to], " "))
		if to == i+2 || strings.HasPrefix(s[i+2:], redacted) {
			return 0, 0
		}
		return i + 2, to
	}
	for _, title := range titles {
		at := i + len(title)
		if strings.HasPrefix(s[i:], title) && at < len(s) && (capitals[s[at]] || s[at] >= 0x80) {
			return i, at + nameRun(s[at:])
		}
	}
	return 0, 0
}

// nameRun is the length of one or more words that begin with a capital letter.
func nameRun(s string) int {
	end := 0
	for end < len(s) && (capitals[s[end]] || s[end] >= 0x80) {
		n := end
		for n < len(s) && (wordy[s[n]] || s[n] == '-' || s[n] == '\'' || s[n] >= 0x80) {
			n++
		}
		end = n
		if end+1 < len(s) && s[end] == ' ' && capitals[s[end+1]] {
			end++
			continue
		}
		break
	}
	return end
}

// fictional reports whether a number ends in 555-01xx, which is set aside for
// examples (ATIS-0300115).
func fictional(end string) bool {
	rest := strings.Trim(end[3:], " -.")
	return len(rest) == 4 && strings.HasPrefix(rest, "01") && digits.all(rest)
}

// phone finds a number with its country's code, or with its area's in brackets.
func phone(s string, i int) (int, int) {
	if i > 0 && (wordy[s[i-1]] || s[i-1] == '.' || s[i-1] == '+') || i+1 >= len(s) || !digits[s[i+1]] {
		return 0, 0
	}
	n, to, groups := 0, i+1, 0
	for to < len(s) && to-i < 24 {
		c := s[to]
		if digits[c] {
			n++
		} else if strings.IndexByte(" -.()/", c) < 0 || to+1 >= len(s) || !digits[s[to+1]] && strings.IndexByte(" (", s[to+1]) < 0 {
			break
		} else {
			groups++
		}
		to++
	}
	to = i + len(strings.TrimRight(s[i:to], " -.()/"))
	if at := strings.LastIndex(s[i:to], "555"); at >= 0 && fictional(s[i+at:to]) {
		return 0, 0
	}
	least := 8
	if s[i] == '(' {
		least = 10
		if groups < 2 || s[i+1] == '0' && n > 11 {
			return 0, 0
		}
	}
	if n < least || n > 15 || to < len(s) && (wordy[s[to]] || s[to] == ':') {
		return 0, 0
	}
	return i, to
}
