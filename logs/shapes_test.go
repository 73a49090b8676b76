package logs

import (
	"strings"
	"testing"
	"time"

	"github.com/candor-reports/candor/timeline"
)

// TestShapes reads lines in the shapes of systems whose published samples are
// not among the shared data.
func TestShapes(t *testing.T) {
	for _, c := range []struct {
		name, text, at string
		level          timeline.Level
	}{
		{"supercomputer with an alert mark", "- 1709560931 2024.03.04 R02-M1-N0-C:J12-U11 2024-03-04-06.02.11.363779 R02-M1-N0-C:J12-U11 RAS KERNEL INFO instruction cache parity error corrected", "2024-03-04T14:02:11Z", timeline.Info},
		{"supercomputer, alerts marked by name", "APPREAD 1709560931 2024.03.04 R04-M1-N4-I:J18-U11 2024-03-04-06.02.11.432192 R04-M1-N4-I:J18-U11 RAS APP FATAL ciod: failed to read\nKERNDTLB 1709560932 2024.03.04 R04 2024-03-04-06.02.12.432192 R04 RAS KERNEL FATAL data TLB error interrupt", "2024-03-04T14:02:11Z", timeline.Fatal},
		{"cluster syslog behind an epoch", "- 1709560931 2024.03.04 dn228 Mar 4 06:02:11 dn228/dn228 crond(pam_unix)[2915]: session closed for user root", "2024-03-04T14:02:11Z", timeline.NoLevel},
		{"health app", "20240304-14:02:11:606|Step_LSC|30002312|onStandStepChanged 3579", "2024-03-04T14:02:11.606Z", timeline.NoLevel},
		{"proxy of a desktop", "[03.04 14:02:11] chrome.exe - proxy.example:5070 close, 0 bytes sent", "2024-03-04T14:02:11Z", timeline.NoLevel},
		{"servicing of Windows", "2024-03-04 14:02:11, Info                  CBS    Loaded Servicing Stack v6.1", "2024-03-04T14:02:11Z", timeline.Info},
		{"phone", "03-04 14:02:11.820  1702  8671 D PowerManagerService: acquire lock", "2024-03-04T14:02:11.82Z", timeline.Debug},
		{"desktop", "Mar  4 14:02:11 calvisitor-10-105-160-95 kernel[0]: IOThunderboltSwitch<0>(0x0)::listenerCallback", "2024-03-04T14:02:11Z", timeline.NoLevel},
		{"JUL over two lines", "Mar 04, 2024 2:02:11 PM org.example.Main run\nSEVERE: no such host", "2024-03-04T14:02:11Z", timeline.Error},
		{"Elasticsearch", "[2024-03-04T14:02:11,123][WARN ][o.e.c.r.Allocation] [node-1] low disk watermark", "2024-03-04T14:02:11.123Z", timeline.Warning},
		{"Cassandra", "WARN  [ScheduledTasks:1] 2024-03-04 14:02:11,123 MessagingService.java:12 - dropped", "2024-03-04T14:02:11.123Z", timeline.Warning},
		{"Kafka", "[2024-03-04 14:02:11,123] ERROR [ReplicaManager broker=1] Error processing append (kafka.server.ReplicaManager)", "2024-03-04T14:02:11.123Z", timeline.Error},
		{"RabbitMQ", "2024-03-04 14:02:11.123456+01:00 [error] <0.123.0> closing connection", "2024-03-04T13:02:11.123456Z", timeline.Error},
		{"hclog", "2024-03-04T14:02:11.123Z [WARN]  agent.server: not ready: error=\"no leader\"", "2024-03-04T14:02:11.123Z", timeline.Warning},
		{"audit", "type=AVC msg=audit(1709560931.250:420): avc:  denied  { read }", "2024-03-04T14:02:11.25Z", timeline.NoLevel},
		{"log4j2 JSON", `{"instant":{"epochSecond":1709560931,"nanoOfSecond":250000000},"level":"WARN","loggerName":"a.B","message":"slow"}`, "2024-03-04T14:02:11.25Z", timeline.Warning},
		{"Serilog JSON", `{"Timestamp":"2024-03-04T14:02:11.1234567+00:00","Level":"Error","MessageTemplate":"no {What}","Exception":"x"}`, "2024-03-04T14:02:11.1234567Z", timeline.Error},
		{"Serilog compact", `{"@t":"2024-03-04T14:02:11.1234567Z","@mt":"Hello {User}"}`, "2024-03-04T14:02:11.1234567Z", timeline.Info},
		{"Windows event as JSON", `{"TimeCreated":"\/Date(1709560931250)\/","Level":2,"EventID":7031,"ProviderName":"Service Control Manager","Message":"The service terminated"}`, "2024-03-04T14:02:11.25Z", timeline.Error},
		{"slog with a level of its own", `{"time":"2024-03-04T14:02:11Z","level":"ERROR+2","msg":"x"}`, "2024-03-04T14:02:11Z", timeline.Error},
		{"JSON of a web server", `{"time_iso8601":"2024-03-04T14:02:11+00:00","request_method":"GET","request_uri":"/pay","status":"502","request_time":"0.250"}`, "2024-03-04T14:02:11Z", timeline.Error},
		{"date and time apart", `{"date":"2024-03-04","time":"14:02:11.5","level":"warn","msg":"x"}`, "2024-03-04T14:02:11.5Z", timeline.Warning},
		{"journalctl short-iso", "2024-03-04T14:02:11+0100 web1 sshd[12]: error: no key", "2024-03-04T13:02:11Z", timeline.Error},
		{"journalctl short-full", "Mon 2024-03-04 14:02:11 UTC web1 sshd[12]: error: no key", "2024-03-04T14:02:11Z", timeline.Error},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := Read(t.Context(), []File{memory("a.log", c.text+"\n")}, Options{Source: "s", Year: 2024, Each: timeline.Note})
			events, refused := collect(t, r)
			if len(events) == 0 || len(refused) > 0 {
				t.Fatalf("%d events, refused %v", len(events), refused)
			}
			e := events[0]
			if at := e.Time.Earliest.Format(time.RFC3339Nano); at != c.at || e.Level != c.level {
				t.Errorf("%s, %v, want %s, %v\n%s\n%v", at, e.Level, c.at, c.level, e.Text, strings.Join(r.Reading().Notes, "\n"))
			}
		})
	}
}
