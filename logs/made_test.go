package logs

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// made writes a log of about size bytes in the given style.
func made(style string, size int) string {
	rnd := rand.New(rand.NewPCG(1, 2))
	at := time.Date(2024, 3, 4, 10, 0, 0, 0, time.UTC)
	var b strings.Builder
	b.Grow(size + 300)
	levels := []string{"INFO", "INFO", "INFO", "INFO", "INFO", "INFO", "INFO", "DEBUG", "WARN", "ERROR"}
	words := []string{"request %d served from cache in %d ms", "block blk_%d received from 10.0.3.%d", "session %d closed for user u%d", "cannot reach shard %d of index-%d"}
	for b.Len() < size {
		at = at.Add(time.Duration(rnd.IntN(20)) * time.Millisecond)
		level := levels[rnd.IntN(len(levels))]
		text := fmt.Sprintf(words[rnd.IntN(len(words))], rnd.IntN(1e6), rnd.IntN(255))
		switch style {
		case "jsonlines":
			fmt.Fprintf(&b, `{"time":%q,"level":%q,"msg":%q,"service":"api","trace_id":"%016x"}`+"\n", at.Format(time.RFC3339Nano), level, text, rnd.Uint64())
		case "syslog":
			fmt.Fprintf(&b, "%s web%d app[%d]: %s\n", at.Format(time.Stamp), rnd.IntN(9), rnd.IntN(9999), text)
		case "access":
			fmt.Fprintf(&b, "10.0.0.%d - - [%s] \"GET /items/%d HTTP/1.1\" %d %d \"-\" \"Mozilla/5.0\"\n", rnd.IntN(255), at.Format("02/Jan/2006:15:04:05 -0700"), rnd.IntN(1e5), 200+rnd.IntN(304), rnd.IntN(1e4))
		default:
			fmt.Fprintf(&b, "%s %-5s [worker-%d] com.example.shop.Cart: %s\n", at.Format("2006-01-02 15:04:05,000"), level, rnd.IntN(30), text)
		}
	}
	return b.String()
}
