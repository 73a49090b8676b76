package redact

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

func personalRules() []Rule {
	return []Rule{
		{
			Name: "card", Doc: "payment card numbers: length and first digits of an issuer, check digit right (ISO/IEC 7812)", Begins: cardBegins(), Find: card,
			Samples: []Sample{
				{"pan=4111 1111" + " 1111 1111 refused", "pan=[redacted: card] refused"},
				{"pan=5500-0000" + "-0000-0004", "pan=[redacted: card]"},
				{"at 1772618531, offset 4111111111111112", "at 1772618531, offset 4111111111111112"},
			},
		},
		{
			Name: "e-mail", Doc: "e-mail addresses, but for those of roles such as support@ and noreply@", At: "@", Find: email,
			Samples: []Sample{
				{"user jane.doe" + "@customer.example left", "user [redacted: e-mail] left"},
				{`"quoted user"` + "@x.org, o'hara" + "@bank.co.uk", "[redacted: e-mail], [redacted: e-mail]"},
				{"support@acme.com, git@github.com:a/b, x@y, left-pad@1.3.0", "support@acme.com, git@github.com:a/b, x@y, left-pad@1.3.0"},
			},
		},
		{
			Name: "iban", Doc: "bank account numbers: length of the country, check digits right (ISO 13616)", Begins: slices.Sorted(maps.Keys(ibanLengths)), Find: iban,
			Samples: []Sample{
				{"to DE89 3704 0044 " + "0532 0130 00 today", "to [redacted: iban] today"},
				{"to GB82WEST1234" + "5698765432.", "to [redacted: iban]."},
				{"to GB83WEST12345698765432", "to GB83WEST12345698765432"},
			},
		},
	}
}

// roles are mailboxes that belong to no person.
var roles = map[string]bool{
	"support": true, "help": true, "info": true, "noreply": true, "no-reply": true, "donotreply": true, "security": true, "abuse": true,
	"postmaster": true, "hostmaster": true, "webmaster": true, "sales": true, "contact": true, "status": true, "press": true, "git": true,
}

var (
	localChars  = chars("a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-")
	domainChars = chars("a-zA-Z0-9.-")
)

// email finds an address around the "@" at i (RFC 5321 lengths). Letters beyond
// ASCII count as letters.
func email(s string, i int) (int, int) {
	from := i
	if i > 1 && s[i-1] == '"' {
		open := strings.LastIndexByte(s[max(0, i-66):i-1], '"')
		if open < 0 {
			return 0, 0
		}
		from = max(0, i-66) + open
	} else {
		for from > 0 && i-from < 64 && (localChars[s[from-1]] || s[from-1] >= 0x80) {
			from--
		}
		from = mailStart(s, from, i)
	}
	to := i + 1
	for to < len(s) && to-i < 255 && (domainChars[s[to]] || s[to] >= 0x80) {
		to++
	}
	for to > i+1 && (s[to-1] == '.' || s[to-1] == '-') {
		to--
	}
	dot := strings.LastIndexByte(s[i+1:to], '.')
	// In an address of the web what stands before "@" is an account.
	if from == i || strings.HasSuffix(s[:from], "//") || dot < 1 || !topLevel(s[i+1+dot+1:to]) || roles[strings.ToLower(s[from:i])] {
		return 0, 0
	}
	return from, to
}

// mailStart leaves out what stands before an address and could be part of it by
// the letter of the standard: "user=", "mailto:", a quotation mark, a path.
func mailStart(s string, from, at int) int {
	local := s[from:at]
	if i := strings.LastIndexAny(local, "=/&?`{|}*!#$%"); i >= 0 {
		from += i + 1
	}
	for from < at && strings.IndexByte("'.-", s[from]) >= 0 {
		from++
	}
	return from
}

// topLevel reports whether a label can end a domain name and is not the end of
// a file name.
func topLevel(label string) bool {
	switch strings.ToLower(label) {
	case "png", "jpg", "jpeg", "gif", "svg", "webp", "js", "css", "service", "socket", "timer", "target", "mount":
		return false
	}
	for i := range len(label) {
		if !capitals[label[i]] && !smalls[label[i]] && label[i] < 0x80 {
			return strings.HasPrefix(strings.ToLower(label), "xn--")
		}
	}
	return len(label) >= 2
}

// cardBegins are the first two digits of the issuers' numbers.
func cardBegins() []string {
	var out []string
	for n := 22; n < 66; n++ {
		if n <= 27 || n >= 30 && n <= 38 || n >= 40 {
			out = append(out, strconv.Itoa(n))
		}
	}
	return out
}

// card finds 14 to 16 digits, in groups or not.
func card(s string, i int) (int, int) {
	var number [17]byte
	n, to := 0, i
	for to < len(s) && n < len(number) {
		c := s[to]
		if digits[c] {
			number[n] = c - '0'
			n++
		} else if (c != ' ' && c != '-') || to+1 >= len(s) || !digits[s[to+1]] {
			break
		}
		to++
	}
	if i > 0 && (s[i-1] == '.' || s[i-1] == '-') || to < len(s) && (wordy[s[to]] || s[to] == '.' && to+1 < len(s) && digits[s[to+1]]) {
		return 0, 0
	}
	if !issuer(number[:n]) || !luhn(number[:n]) {
		return 0, 0
	}
	return i, to
}

func issuer(n []byte) bool {
	if len(n) < 14 || len(n) > 16 {
		return false
	}
	first := int(n[0])*1000 + int(n[1])*100 + int(n[2])*10 + int(n[3])
	switch len(n) {
	case 14:
		return first/100 == 36 || first/100 == 38 || first/10 >= 300 && first/10 <= 305
	case 15:
		return first/100 == 34 || first/100 == 37
	}
	return first/1000 == 4 || first/100 >= 51 && first/100 <= 55 || first >= 2221 && first <= 2720 || first == 6011 || first/100 == 65 || first/100 == 62 || first/100 == 35
}

func luhn(n []byte) bool {
	sum := 0
	for k := range n {
		d := int(n[len(n)-1-k])
		if k%2 == 1 {
			d = d*2/10 + d*2%10
		}
		sum += d
	}
	return sum%10 == 0
}

// ibanLengths holds the length of the account numbers of each country.
var ibanLengths = map[string]int{
	"AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29, "BY": 28, "CH": 21, "CR": 22, "CY": 28,
	"CZ": 24, "DE": 22, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18,
	"GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LI": 21,
	"LT": 20, "LU": 20, "LV": 21, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MT": 31, "MU": 30, "NL": 18, "NO": 15, "PK": 24, "PL": 28, "PS": 29,
	"PT": 25, "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "XK": 20,
}

// iban finds an account number, in groups of four or not.
func iban(s string, i int) (int, int) {
	if i+15 > len(s) || !capitals[s[i+1]] || !digits[s[i+2]] || !digits[s[i+3]] {
		return 0, 0
	}
	length := ibanLengths[s[i:i+2]]
	if length == 0 {
		return 0, 0
	}
	var number [34]byte
	n, to := 0, i
	for ; to < len(s) && n < length; to++ {
		if upper[s[to]] {
			number[n] = s[to]
			n++
		} else if s[to] != ' ' || n%4 != 0 || s[to-1] == ' ' {
			return 0, 0
		}
	}
	if n < length || to < len(s) && wordy[s[to]] || !mod97(number[:n]) {
		return 0, 0
	}
	return i, to
}

// mod97 checks by ISO 7064: country and check digits last, letters as numbers
// from 10 on.
func mod97(n []byte) bool {
	rest := 0
	for k := range n {
		c := n[(k+4)%len(n)]
		if digits[c] {
			rest = (rest*10 + int(c-'0')) % 97
		} else {
			rest = (rest*100 + int(c-'A') + 10) % 97
		}
	}
	return rest == 1
}
