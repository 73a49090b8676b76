package logs

import (
	"bytes"

	"github.com/candor-reports/candor/timeline"
)

// words parts a line at its blanks; what stands in quotes is one word, quotes
// included.
func words(line []byte, dst [][]byte) [][]byte {
	for len(line) > 0 && len(dst) < cap(dst) {
		if line[0] == ' ' {
			line = line[1:]
			continue
		}
		end := -1
		if line[0] == '"' {
			if end = closingQuote(line, 1); end >= 0 {
				end++
			}
		} else {
			end = bytes.IndexByte(line, ' ')
		}
		if end < 0 {
			end = len(line)
		}
		dst, line = append(dst, line[:end]), line[end:]
	}
	return dst
}

func isNumber(w []byte) bool { return len(w) > 0 && digitRun(w) == len(w) }

// asked makes the message of a request of its words.
func (r *record) asked(request, status []byte) {
	start := len(r.buf)
	r.buf = append(append(append(r.buf, request...), ' '), status...)
	r.message = r.buf[start:len(r.buf):len(r.buf)]
	r.request(smallNumber(status))
}

var elbFormat = Format{
	Name: "elb",
	Doc:  "access logs of AWS load balancers, classic and application; the level is that of the status the balancer answered with",
	Samples: []Sample{
		{Line: `https 2024-03-04T14:02:11.186641Z app/shop/50dc6c495c0c9188 192.0.2.39:2817 10.0.0.1:80 0.086 2.048 0.037 502 - 0 57 "GET https://shop.example:443/pay HTTP/1.1" "curl/7.46.0" ECDHE-RSA TLSv1.2 arn`, Time: "2024-03-04T14:02:11.186641Z", Level: timeline.Error, Subject: "app/shop/50dc6c495c0c9188", Text: `"GET https://shop.example:443/pay HTTP/1.1" 502`},
		{Line: `2024-03-04T14:02:11.945958Z my-loadbalancer 192.0.2.39:2817 10.0.0.1:80 0.000073 0.001048 0.000057 200 200 0 29 "GET http://www.example.com:80/ HTTP/1.1" "curl/7.38.0" - -`, Time: "2024-03-04T14:02:11.945958Z", Level: timeline.Info, Subject: "my-loadbalancer", Text: `"GET http://www.example.com:80/ HTTP/1.1" 200`},
	},
	parse: func(line []byte, r *record) verdict {
		i := 0
		if len(line) > 0 && !isDigit(line[0]) {
			i = bytes.IndexByte(line[:min(len(line), 7)], ' ') + 1
		}
		if len(line) < i+60 || line[i+4] != '-' || line[i+10] != 'T' {
			return foreign
		}
		n := r.at.read(line[i:], false)
		if n == 0 || r.at.zone != stated {
			return foreign
		}
		var space [11][]byte
		w := words(line[i+n:], space[:0])
		if len(w) < 11 || w[10][0] != '"' || digitRun(w[6]) != 3 || len(w[6]) != 3 || !isDigit(w[8][0]) || !isDigit(w[9][0]) {
			return foreign
		}
		r.timed, r.subject = true, w[0]
		r.asked(w[10], w[6])
		r.lasted(w[4], 1e9)
		return understood
	},
}

var s3Format = Format{
	Name: "s3",
	Doc:  "server access logs of S3: owner, bucket, time, address, requester, request, operation, key, request line, status; the level is that of the status",
	Samples: []Sample{
		{Line: `79a59df900b949e5 shop-bucket [04/Mar/2024:14:02:11 +0000] 192.0.2.3 79a59df900b949e5 3E57427F3 REST.GET.OBJECT a.jpg "GET /a.jpg HTTP/1.1" 503 SlowDown 113 - 7 - "-" "S3Console/0.4"`, Time: "2024-03-04T14:02:11Z", Level: timeline.Error, Subject: "shop-bucket", Text: `"GET /a.jpg HTTP/1.1" 503`},
	},
	parse: func(line []byte, r *record) verdict {
		open := bytes.IndexByte(line, '[')
		if open < 4 || open > 200 || len(line) < open+40 || line[open+27] != ']' {
			return foreign
		}
		before := bytes.Fields(line[:open])
		n := r.at.read(line[open+1:], false)
		if n != 26 || len(before) != 2 {
			return foreign
		}
		var space [7][]byte
		w := words(line[open+28:], space[:0])
		if len(w) < 7 || w[5][0] != '"' || digitRun(w[6]) != 3 || bytes.IndexByte(w[3], '.') < 0 {
			return foreign
		}
		r.timed, r.subject = true, before[1]
		r.asked(w[5], w[6])
		return understood
	},
}

var envoyFormat = Format{
	Name: "envoy",
	Doc:  "access logs of Envoy and Istio; the level is that of the status",
	Samples: []Sample{
		{Line: `[2024-03-04T14:02:11.310Z] "POST /api/v1/locations HTTP/2" 503 UF 154 0 226 100 "10.0.35.28" "nsq2http" "cc21d9b0" "locations" "tcp://10.0.2.1:80"`, Time: "2024-03-04T14:02:11.31Z", Level: timeline.Error, Text: `"POST /api/v1/locations HTTP/2" 503`},
	},
	parse: func(line []byte, r *record) verdict {
		if len(line) < 34 || line[0] != '[' || line[11] != 'T' {
			return foreign
		}
		n := r.at.read(line[1:], false)
		if n == 0 || r.at.zone != stated || !bytes.HasPrefix(line[1+n:], []byte(`] "`)) {
			return foreign
		}
		var space [9][]byte
		w := words(line[n+2:], space[:0])
		if len(w) < 3 || len(w[1]) != 3 || digitRun(w[1]) != 3 {
			return foreign
		}
		r.timed = true
		r.asked(w[0], w[1])
		// Bytes received, bytes sent, milliseconds; Istio tells why before them.
		for _, at := range []int{3, 6} {
			if at+2 < len(w) && isNumber(w[at]) && isNumber(w[at+1]) && isNumber(w[at+2]) {
				r.lasted(w[at+2], 1e6)
				break
			}
		}
		return understood
	},
}

var haproxyFormat = Format{
	Name: "haproxy",
	Doc:  "the HTTP and TCP logs of HAProxy, after a syslog header or bare, with what it says of its servers; the time is when the request was accepted, the level that of the status",
	Samples: []Sample{
		{Line: `Mar  4 14:02:14 lb1 haproxy[14389]: 10.0.1.2:33317 [04/Mar/2024:14:02:11.655] http-in shop/web1 10/0/30/69/109 503 2750 - - SC-- 1/1/1/1/0 0/0 {x} "GET /index.html HTTP/1.1"`, Time: "2024-03-04T14:02:11.655Z", Level: timeline.Error, Subject: "shop/web1", Text: `"GET /index.html HTTP/1.1" 503`},
	},
	parse: func(line []byte, r *record) verdict {
		v := parseHAProxy(line, r)
		if v == foreign && bytes.Contains(line[:min(len(line), 100)], []byte(" haproxy[")) {
			// What the program says of itself and of its servers.
			if v = parse3164(line, r); v == foreign {
				v = parseRsyslog(line, r)
			}
		}
		return v
	},
}

func parseHAProxy(line []byte, r *record) verdict {
	open := bytes.Index(line[:min(len(line), 200)], []byte(" ["))
	for open >= 0 && (len(line) < open+30 || !isDigit(line[open+2])) {
		next := bytes.Index(line[open+1:min(len(line), 200)], []byte(" ["))
		if next < 0 {
			return foreign
		}
		open += 1 + next
	}
	if open < 9 || line[open+4] != '/' {
		return foreign
	}
	n := r.at.read(line[open+2:], false)
	if n == 0 && isLetter(line[open+5]) && line[open+8] == '/' && line[open+13] == ':' && line[open+22] == '.' {
		// The time before it is not the one that lines of HAProxy have.
		return r.refuse(errNoStamp)
	}
	if n == 0 || r.at.digits != 3 || open+4+n >= len(line) || line[open+2+n] != ']' {
		return foreign
	}
	rest := line[open+3+n:]
	var space [5][]byte
	w := words(rest, space[:0])
	if len(w) > 4 && bytes.Count(w[2], []byte("/")) == 2 && bytes.IndexByte(w[1], '/') > 0 && isDigit(w[3][0]) && len(w[4]) == 2 {
		// A connection that is no request: times, bytes and how it ended.
		r.timed, r.subject, r.message = true, w[1], bytes.TrimLeft(rest, " ")
		return understood
	}
	if len(w) < 5 || bytes.Count(w[2], []byte("/")) != 4 || digitRun(w[3]) != 3 {
		return foreign
	}
	request := []byte(`"-"`)
	if quote := bytes.IndexByte(rest, '"'); quote > 0 {
		request = rest[quote:]
	}
	r.timed, r.subject = true, w[1]
	r.asked(request, w[3])
	r.lasted(bytes.TrimLeft(w[2][bytes.LastIndexByte(w[2], '/')+1:], "+"), 1e6)
	return understood
}

var flowFormat = Format{
	Name: "vpcflow",
	Doc:  "flow logs of a VPC in their default form, version 2: the time is the start of the flow",
	Samples: []Sample{
		{Line: "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status\n2 123456789010 eni-1235b8ca 172.31.16.139 172.31.16.21 20641 22 6 20 4249 1709560931 1709560991 REJECT OK", Time: "2024-03-04T14:02:11Z", Subject: "eni-1235b8ca", Text: "REJECT 172.31.16.139:20641 to 172.31.16.21:22"},
	},
	parse: func(line []byte, r *record) verdict {
		if bytes.HasPrefix(line, []byte("version account-id ")) {
			return aside
		}
		if !bytes.HasPrefix(line, []byte("2 ")) {
			return foreign
		}
		var space [15][]byte
		w := words(line, space[:0])
		if len(w) != 14 || len(w[10]) != 10 || len(w[11]) != 10 || !r.at.number(w[10]) || !r.until.number(w[11]) {
			return foreign
		}
		r.timed, r.ended, r.subject = true, true, w[2]
		start := len(r.buf)
		for i, b := range [][]byte{w[12], w[3], w[5], w[4], w[6]} {
			r.buf = append(append(r.buf, [...]string{"", " ", ":", " to ", ":"}[i]...), b...)
		}
		r.message = r.buf[start:len(r.buf):len(r.buf)]
		return understood
	},
}
