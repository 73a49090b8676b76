package live

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestAsks(t *testing.T) {
	n := 0
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n++
		switch {
		case r.URL.Path == "/base/busy" && n < 3:
			w.Header().Set("Retry-After", "0")
			w.WriteHeader(http.StatusTooManyRequests)
		case r.URL.Path == "/base/away":
			http.Redirect(w, r, "http://other.invalid/", http.StatusFound)
		case r.URL.Path == "/base/long":
			w.Write(make([]byte, 2000))
		case r.URL.Path == "/base/later":
			w.Header().Set("Retry-After", "3600")
			w.WriteHeader(http.StatusServiceUnavailable)
		case r.URL.Path == "/base/who" && r.Header.Get("Authorization") != "Bearer s3cret":
			w.WriteHeader(http.StatusUnauthorized)
		default:
			w.Write([]byte(r.Header.Get("X-Scope-OrgID") + r.URL.RawQuery))
		}
	}))
	defer srv.Close()
	c, err := New(srv.URL+"/base/", Options{Secret: "s3cret\n", Header: map[string]string{"X-Scope-OrgID": "eu"}, Limits: Limits{Answer: 1000, Requests: 20}})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if data, err := c.Get(context.Background(), "/busy", url.Values{"q": {"a b"}}); err != nil || string(data) != "euq=a+b" {
		t.Errorf("a busy server: %q, %v", data, err)
	}
	if c.Now().IsZero() || !strings.HasSuffix(c.Name(), "/base") {
		t.Errorf("now %v, name %q", c.Now(), c.Name())
	}
	if _, err := c.Get(context.Background(), "/who", nil); err != nil {
		t.Error(err)
	}
	for path, want := range map[string]string{"/away": "other.invalid, which the record does not name", "/long": "more than 1000 bytes", "/later": "longer than is waited"} {
		if _, err := c.Get(context.Background(), path, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want an error that says %q", path, err, want)
		}
	}
	c.asked = 20
	if _, err := c.Get(context.Background(), "/busy", nil); err == nil || !strings.Contains(err.Error(), "more than 20 requests") {
		t.Errorf("too many requests: %v", err)
	}
}

func TestRefuses(t *testing.T) {
	for address, want := range map[string]string{
		"https://user:pass@host": "holds credentials", "https://host?org=1": "leave out what begins with ?", "https://host/#a": "leave out", "ftp://host": "is not one", "host:9090": "is not one", "http://host.example": "without encryption",
	} {
		if _, err := New(address, Options{Secret: "x"}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want an error that says %q", address, err, want)
		}
	}
}

func TestCertificatesAreVerified(t *testing.T) {
	srv := httptest.NewUnstartedServer(http.NotFoundHandler())
	srv.Config.ErrorLog = log.New(io.Discard, "", 0)
	srv.StartTLS()
	defer srv.Close()
	c, err := New(srv.URL, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Get(context.Background(), "/", nil); err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("a certificate that nobody vouches for: %v", err)
	}
}

func TestAuthorization(t *testing.T) {
	for secret, want := range map[string]string{"": "", "abc": "Bearer abc", "u:p": "Basic dTpw", "ApiKey xyz==": "ApiKey xyz=="} {
		if got := authorization(secret); got != want {
			t.Errorf("%q: %q, want %q", secret, got, want)
		}
	}
}

// TestProxy asks a server of a name that only a proxy knows, over TLS and
// without, and looks at what the proxy gets to see.
func TestProxy(t *testing.T) {
	secure := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, r.Host+" "+r.Header.Get("Authorization"))
	}))
	defer secure.Close()
	var seen []string
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen = append(seen, r.Method+" "+r.Host+" "+r.Header.Get("Authorization"))
		switch {
		case r.Header.Get("Proxy-Authorization") == "":
			w.WriteHeader(http.StatusProxyAuthRequired)
		case r.Method != http.MethodConnect:
			io.WriteString(w, "plain")
		default:
			there, err := net.Dial("tcp", secure.Listener.Addr().String())
			if err != nil {
				t.Error(err)
				return
			}
			here, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			io.WriteString(here, "HTTP/1.1 200 OK\r\n\r\n")
			go func() { io.Copy(there, here); there.Close() }()
			io.Copy(here, there)
			here.Close()
		}
	}))
	defer proxy.Close()
	through := func(user *url.Userinfo) func(*http.Request) (*url.URL, error) {
		return func(*http.Request) (*url.URL, error) {
			u, err := url.Parse(proxy.URL)
			u.User = user
			return u, err
		}
	}
	for _, tt := range []struct {
		url, secret, want string
		user              *url.Userinfo
	}{
		{"https://example.com", "s3cret", "example.com Bearer s3cret", url.UserPassword("ann", "pr0xypass")},
		{"http://example.com", "", "plain", url.UserPassword("ann", "pr0xypass")},
		{"http://example.com", "", "error: the server answers 407", nil},
		{"https://example.com", "s3cret", "error: through the proxy " + proxy.Listener.Addr().String() + ", which the environment names: Proxy Authentication Required", nil},
	} {
		c, err := New(tt.url, Options{Secret: tt.secret, Proxy: through(tt.user)})
		if err != nil {
			t.Fatal(err)
		}
		c.http.Transport.(*http.Transport).TLSClientConfig.RootCAs = secure.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
		data, err := c.Get(t.Context(), "/q", nil)
		got := string(data)
		if err != nil {
			got = "error: " + err.Error()
		}
		if !strings.HasPrefix(got, tt.want) || strings.Contains(got, "pr0xypass") || c.Proxy() != proxy.Listener.Addr().String() {
			t.Errorf("%s: %q, want %q", tt.url, got, tt.want)
		}
		c.Close()
	}
	if strings.Contains(strings.Join(seen, "\n"), "s3cret") {
		t.Errorf("the proxy saw credentials: %q", seen)
	}
	proxy.Close()
	c, err := New("https://example.com", Options{Proxy: through(url.UserPassword("ann", "pr0xypass"))})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Get(t.Context(), "/q", nil); err == nil || !strings.Contains(err.Error(), "through the proxy") || !strings.Contains(err.Error(), "refused") || strings.Contains(err.Error(), "pr0xypass") {
		t.Errorf("a proxy that is gone: %v", err)
	}
}

func TestAfter(t *testing.T) {
	for value, want := range map[string]time.Duration{"": -1, "soon": -1, "7": 7 * time.Second, "Wed, 21 Oct 2015 07:28:00 GMT": 0} {
		if got := after(value); got != want {
			t.Errorf("%q: %v, want %v", value, got, want)
		}
	}
}

// TestErrorsHoldNoCredentials asks a server that repeats what it is sent.
func TestErrorsHoldNoCredentials(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		w.WriteHeader(http.StatusUnauthorized)
		io.WriteString(w, "bad\x1b[31m header "+r.Header.Get("Authorization")+" of "+user+" with "+password+"\n")
	}))
	defer srv.Close()
	for _, secret := range []string{"s3cret-token", "ann:s3cret word", "ApiKey s3cretkey==", "Bearer s3cret-token\n"} {
		c, err := New(srv.URL, Options{Secret: secret})
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.Get(context.Background(), "/q", nil)
		_, token, _ := strings.Cut(c.auth, " ")
		if err == nil || strings.Contains(err.Error(), "s3cret") || strings.Contains(err.Error(), token) || !strings.Contains(err.Error(), "[credentials]") || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("%q: %v", secret, err)
		}
		c.Close()
	}
}

// TestConnectionErrorsSayWhatToDo looks at what goes wrong before there is an
// answer, and at answers that are none.
func TestConnectionErrorsSayWhatToDo(t *testing.T) {
	quiet := log.New(io.Discard, "", 0)
	secure := httptest.NewUnstartedServer(http.NotFoundHandler())
	secure.Config.ErrorLog = quiet
	secure.StartTLS()
	defer secure.Close()
	plain := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/up" {
			http.Redirect(w, r, "https://"+r.Host+"/up", http.StatusMovedPermanently)
			return
		}
		w.WriteHeader(http.StatusNotFound)
		io.WriteString(w, "<html>nothing here</html>")
	}))
	defer plain.Close()
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	for _, tt := range []struct{ url, path, want string }{
		{secure.URL, "/q", "SSL_CERT_FILE names a file"},
		{strings.Replace(plain.URL, "http:", "https:", 1), "/q", "does not speak TLS there"},
		{gone.URL, "/q", "does the server listen on that port?"},
		{plain.URL, "/q", "404 Not Found: a page for browsers; is the url right? /q is asked for behind it"},
		{plain.URL, "/up", "sends on to https: write https://"},
	} {
		c, err := New(tt.url, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Get(context.Background(), tt.path, nil); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s%s: %v, want an error that says %q", tt.url, tt.path, err, tt.want)
		}
		c.Close()
	}
}
