package reading

import (
	"strings"
	"time"
)

// foreignMonths are months in the languages that put the day before them.
var foreignMonths = numbered(
	"januar januari janvier enero janeiro gennaio janv ene jan",
	"februar februari février fevrier febrero fevereiro febbraio févr fév feb",
	"märz maerz maart mars marzo março mrz mär",
	"april avril abril aprile avr abr apr",
	"mai mei mayo maio maggio",
	"juni juin junio junho giugno jun",
	"juli juillet julio julho luglio juil jul",
	"august augustus août aout agosto ago",
	"september septembre septiembre setembro settembre sept",
	"oktober octobre octubre outubro ottobre okt oct",
	"november novembre noviembre novembro nov",
	"dezember december décembre decembre diciembre dezembro dicembre dez déc dic dec",
)

func numbered(lines ...string) map[string]int {
	out := map[string]int{}
	for i, names := range lines {
		for name := range strings.FieldsSeq(names) {
			out[name] = i + 1
		}
	}
	return out
}

// foreignMonth reads a month after its day, with the full stop of one that is
// cut short.
func foreignMonth(s string) (int, int) {
	n := 0
	for n < len(s) && n < 12 && (letter(s[n]) || s[n] >= 0x80) {
		n++
	}
	m := foreignMonths[strings.ToLower(s[:n])]
	if m == 0 || n < len(s) && (letter(s[n]) || s[n] >= 0x80) {
		return 0, 0
	}
	if n < len(s) && s[n] == '.' && n < 6 {
		n++
	}
	return m, n
}

var foreignWeekdays = map[string]string{
	"montag": "monday", "dienstag": "tuesday", "mittwoch": "wednesday", "donnerstag": "thursday", "freitag": "friday", "samstag": "saturday", "sonnabend": "saturday", "sonntag": "sunday",
	"lundi": "monday", "mardi": "tuesday", "mercredi": "wednesday", "jeudi": "thursday", "vendredi": "friday", "samedi": "saturday", "dimanche": "sunday",
	"lunes": "monday", "martes": "tuesday", "miércoles": "wednesday", "jueves": "thursday", "viernes": "friday", "sábado": "saturday", "domingo": "sunday",
	"segunda-feira": "monday", "terça-feira": "tuesday", "quarta-feira": "wednesday", "quinta-feira": "thursday", "sexta-feira": "friday",
	"maandag": "monday", "dinsdag": "tuesday", "woensdag": "wednesday", "donderdag": "thursday", "vrijdag": "friday", "zaterdag": "saturday", "zondag": "sunday",
}

// foreignWeekday reads the name of a weekday that is not English.
func foreignWeekday(s string) (string, int) {
	n := 0
	for n < len(s) && n < 16 && (letter(s[n]) || s[n] >= 0x80 || s[n] == '-') {
		n++
	}
	if n < 5 {
		return "", 0
	}
	if d := foreignWeekdays[strings.ToLower(s[:n])]; d != "" {
		return d, n
	}
	return "", 0
}

// mark is a sign of the years, months, days, hours or minutes of Chinese,
// Japanese and Korean.
func mark(s string, signs ...string) int {
	for _, sign := range signs {
		if strings.HasPrefix(s, sign) {
			return len(sign)
		}
	}
	return 0
}

// eastern reads 2024年3月5日, 3月5日 and 2024년 3월 5일.
func eastern(s string) (day, int) {
	var d day
	v, n := number(s, 5)
	if k := mark(s[n:], "年", "년"); n == 4 && k > 0 && v >= 1970 && v < 2100 {
		d.year = v
		at := n + k
		at += spaces(s[at:])
		v, n = number(s[at:], 3)
		n += at
	}
	k := mark(s[n:], "月", "월")
	if k == 0 || v < 1 || v > 12 {
		return day{}, 0
	}
	d.month = v
	at := n + k
	at += spaces(s[at:])
	v, n = number(s[at:], 3)
	k = mark(s[at+n:], "日", "일")
	if n == 0 || n > 2 || k == 0 || v < 1 || v > 31 {
		return day{}, 0
	}
	d.date = v
	at += n + k
	var length int
	d.weekday, length = easternWeekday(s[at:])
	return d, at + length
}

// easternWeekday reads （火）, (火) and (화).
func easternWeekday(s string) (string, int) {
	open := mark(s, "（", "(")
	if open == 0 {
		return "", 0
	}
	for i, signs := range [][]string{{"日", "일"}, {"月", "월"}, {"火", "화"}, {"水", "수"}, {"木", "목"}, {"金", "금"}, {"土", "토"}} {
		k := mark(s[open:], signs...)
		if k == 0 {
			continue
		}
		k += mark(s[open+k:], "曜日", "曜")
		if end := mark(s[open+k:], "）", ")"); end > 0 {
			return weekdays[i], open + k + end
		}
	}
	return "", 0
}

// easternGap is what stands between an eastern date and its clock, with the
// half of the day.
func easternGap(s string) (string, int) {
	j := spaces(s)
	if k := mark(s[j:], "午前", "上午", "오전"); k > 0 {
		return "am", j + k + spaces(s[j+k:])
	}
	if k := mark(s[j:], "午後", "下午", "오후"); k > 0 {
		return "pm", j + k + spaces(s[j+k:])
	}
	return "", j
}

// easternClock reads the rest of 14時02分 after its hour; n is 0 where it is
// none. An hour alone is read where sure says that it is one.
func easternClock(s string, sure bool) (min, n int, exact bool) {
	h := mark(s, "時", "时", "시")
	if h == 0 || mark(s[h:], "間", "间", "간") > 0 {
		return 0, 0, false
	}
	at := h + spaces(s[h:])
	v, k := number(s[at:], 3)
	if m := mark(s[at+k:], "分", "분"); k > 0 && k < 3 && m > 0 {
		return v, at + k + m, true
	}
	if !sure {
		return 0, 0, false
	}
	return 0, h, false
}

// easternUnit reads the unit of a length of time.
func easternUnit(s string) (string, int) {
	for _, u := range []struct {
		unit  string
		signs []string
	}{
		{"h", []string{"時間", "小时", "小時", "시간"}}, {"m", []string{"分間", "分钟", "分鐘", "分", "분"}}, {"s", []string{"秒間", "秒", "초"}}, {"d", []string{"日間", "天", "일간"}},
	} {
		if k := mark(s, u.signs...); k > 0 && mark(s[k:], "の", "别", "別", "鐘", "钟") == 0 {
			return u.unit, k
		}
	}
	return "", 0
}

// placeNames are zones as they are called in other languages.
var placeNames = []struct{ words, place string }{
	{"日本時間", "Asia/Tokyo"}, {"北京时间", "Asia/Shanghai"}, {"北京時間", "Asia/Shanghai"}, {"한국시간", "Asia/Seoul"},
	{"heure de Paris", "Europe/Paris"}, {"hora de Madrid", "Europe/Madrid"}, {"horário de Brasília", "America/Sao_Paulo"}, {"hora de Brasília", "America/Sao_Paulo"},
}

// longNames are zones as they are called in full. Those of North America stand
// in regional.
var longNames = []struct {
	words  string
	offset time.Duration
}{
	{"Coordinated Universal Time", 0}, {"Universal Time", 0}, {"Greenwich Mean Time", 0}, {"British Summer Time", hour}, {"Irish Standard Time", hour},
	{"Western European Summer Time", hour}, {"Western European Time", 0}, {"Central European Summer Time", 2 * hour}, {"Central European Standard Time", hour}, {"Central European Time", hour},
	{"Eastern European Summer Time", 3 * hour}, {"Eastern European Time", 2 * hour}, {"Moscow Standard Time", 3 * hour}, {"Moscow Time", 3 * hour},
	{"West Africa Time", hour}, {"West African Time", hour}, {"Central Africa Time", 2 * hour}, {"Central African Time", 2 * hour}, {"East Africa Time", 3 * hour}, {"East African Time", 3 * hour},
	{"South Africa Standard Time", 2 * hour}, {"South African Standard Time", 2 * hour}, {"Gulf Standard Time", 4 * hour}, {"Pakistan Standard Time", 5 * hour},
	{"India Standard Time", 5*hour + hour/2}, {"Indian Standard Time", 5*hour + hour/2}, {"Indochina Time", 7 * hour}, {"China Standard Time", 8 * hour}, {"Beijing Time", 8 * hour},
	{"Hong Kong Time", 8 * hour}, {"Singapore Standard Time", 8 * hour}, {"Singapore Time", 8 * hour}, {"Philippine Standard Time", 8 * hour},
	{"Japan Standard Time", 9 * hour}, {"Japan Time", 9 * hour}, {"Korea Standard Time", 9 * hour}, {"Korean Standard Time", 9 * hour},
	{"Australian Eastern Standard Time", 10 * hour}, {"Australian Eastern Daylight Time", 11 * hour}, {"Australian Western Standard Time", 8 * hour},
	{"New Zealand Standard Time", 12 * hour}, {"New Zealand Daylight Time", 13 * hour}, {"Brasilia Time", -3 * hour}, {"Argentina Time", -3 * hour},
}
