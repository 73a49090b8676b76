// Package live asks servers that a record names for evidence. It is the only
// package that opens network connections, and asks the one host it was made
// for, through a proxy where one is given: redirects to another are refused,
// certificates are verified, credentials are sent over TLS or to this machine
// alone, and no proxy sees them. Time, bytes, requests and retries are bounded.
// It does not know what is asked for.
package live

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unicode"
)

// Limits bound what asking one server may cost. A zero field takes the default.
type Limits struct {
	Request  time.Duration // one request with its answer, 30 s
	Total    time.Duration // all requests, 5 min
	Answer   int64         // bytes of one answer, decompressed, 16 MiB
	Bytes    int64         // bytes of all answers, 128 MiB
	Requests int           // 200, retries included
	Retries  int           // of one request, 3
	Wait     time.Duration // the longest time waited before a retry, 30 s
}

func (l Limits) filled() Limits {
	for _, d := range []struct {
		v   *time.Duration
		def time.Duration
	}{{&l.Request, 30 * time.Second}, {&l.Total, 5 * time.Minute}, {&l.Wait, 30 * time.Second}} {
		if *d.v <= 0 {
			*d.v = d.def
		}
	}
	if l.Answer <= 0 {
		l.Answer = 16 << 20
	}
	if l.Bytes <= 0 {
		l.Bytes = 128 << 20
	}
	if l.Requests <= 0 {
		l.Requests = 200
	}
	if l.Retries <= 0 {
		l.Retries = 3
	}
	return l
}

// Options say how a server is asked.
type Options struct {
	Secret string            // credentials: a token, user:password, or a whole Authorization header
	Header map[string]string // of every request
	Limits Limits

	// Proxy gives the proxy for a request, or nil for none, as EnvironmentProxy
	// does; nil asks without one.
	Proxy func(*http.Request) (*url.URL, error)
}

// EnvironmentProxy is the proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name
// for a request; addresses of this machine are asked without one.
func EnvironmentProxy(r *http.Request) (*url.URL, error) { return http.ProxyFromEnvironment(r) }

// Client asks one server. It is not safe for use by several goroutines.
type Client struct {
	base   *url.URL
	http   *http.Client
	o      Options
	auth   string
	asked  int
	got    int64
	ends   time.Time
	server time.Time
	proxy  *url.URL
}

// New makes a client for the server at an address.
func New(address string, o Options) (*Client, error) {
	base, err := url.Parse(address)
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
		return nil, errors.New("the url is not one: write https://host, with a path where the server has one")
	}
	if base.RawQuery != "" || base.ForceQuery || base.Fragment != "" {
		return nil, errors.New("the url goes on after its path: leave out what begins with ? or #")
	}
	if base.User != nil {
		return nil, errors.New("the url holds credentials: name them with auth: env:NAME or auth: file:PATH")
	}
	o.Limits = o.Limits.filled()
	c := &Client{base: base, o: o, auth: authorization(o.Secret)}
	if c.auth != "" && base.Scheme == "http" && !loopback(base.Hostname()) {
		return nil, errors.New("credentials are not sent without encryption: write https://")
	}
	if o.Proxy != nil {
		var err error
		if c.proxy, err = o.Proxy(&http.Request{URL: base}); err != nil {
			return nil, errors.New("the proxy that the environment names is no address: write http://host:port")
		}
	}
	c.http = &http.Client{
		Timeout: o.Limits.Request,
		Transport: &http.Transport{
			Proxy:               http.ProxyURL(c.proxy),
			TLSClientConfig:     &tls.Config{MinVersion: tls.VersionTLS12},
			TLSHandshakeTimeout: 10 * time.Second,
			MaxIdleConns:        1,
			ForceAttemptHTTP2:   true,
		},
		CheckRedirect: func(req *http.Request, via []*http.Request) error {
			if req.URL.Hostname() == base.Hostname() && req.URL.Scheme == "https" && base.Scheme == "http" {
				return fmt.Errorf("the server sends on to https: write https://%s in the url", req.URL.Host)
			}
			if req.URL.Host != base.Host || req.URL.Scheme != base.Scheme {
				return fmt.Errorf("the server sends on to %s, which the record does not name", req.URL.Host)
			}
			if len(via) > 3 {
				return errors.New("the server sends on again and again")
			}
			return nil
		},
	}
	return c, nil
}

// authorization makes a header of what people have: a token, a user with a
// password, or the header itself, in which a word stands before a space.
func authorization(secret string) string {
	secret = strings.TrimSpace(secret)
	switch user, password, pair := strings.Cut(secret, ":"); {
	case secret == "":
		return ""
	case strings.Contains(user, " "):
		return secret
	case pair:
		req := http.Request{Header: http.Header{}}
		req.SetBasicAuth(user, password)
		return req.Header.Get("Authorization")
	}
	return "Bearer " + secret
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Name is how the server is told in documents: host and path.
func (c *Client) Name() string { return c.base.Host + strings.TrimSuffix(c.base.Path, "/") }

// Proxy is the host of the proxy through which the server is asked, or "".
func (c *Client) Proxy() string {
	if c.proxy == nil {
		return ""
	}
	return c.proxy.Host
}

// Now is the server's own time, as its last answer told it; zero if none did.
func (c *Client) Now() time.Time { return c.server }

// Close lets the connection go.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Get asks for a path below the address.
func (c *Client) Get(ctx context.Context, path string, query url.Values) ([]byte, error) {
	return c.ask(ctx, http.MethodGet, path+"?"+query.Encode(), "", nil)
}

// Post sends a body to a path below the address.
func (c *Client) Post(ctx context.Context, path, media string, body []byte) ([]byte, error) {
	return c.ask(ctx, http.MethodPost, path, media, body)
}

// retry is an error after which the same may be asked again.
type retry struct {
	error
	after time.Duration
}

func (c *Client) ask(ctx context.Context, method, path, media string, body []byte) ([]byte, error) {
	if c.ends.IsZero() {
		c.ends = time.Now().Add(c.o.Limits.Total)
	}
	ctx, cancel := context.WithDeadline(ctx, c.ends)
	defer cancel()
	for n := 0; ; n++ {
		data, err := c.once(ctx, method, path, media, body)
		var again retry
		if err == nil || !errors.As(err, &again) || n == c.o.Limits.Retries {
			return data, err
		}
		wait := again.after
		if wait < 0 {
			wait = time.Second << n
		}
		if wait > c.o.Limits.Wait {
			return nil, fmt.Errorf("%w: the server asks to wait for %s, longer than is waited", err, wait)
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return nil, err
		}
	}
}

func (c *Client) once(ctx context.Context, method, path, media string, body []byte) ([]byte, error) {
	if c.asked++; c.asked > c.o.Limits.Requests {
		return nil, fmt.Errorf("more than %d requests: narrow the window or the query", c.o.Limits.Requests)
	}
	address := strings.TrimSuffix(c.base.String(), "/") + path
	req, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if media != "" {
		req.Header.Set("Content-Type", media)
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "candor")
	for name, value := range c.o.Header {
		req.Header.Set(name, value)
	}
	if c.auth != "" {
		req.Header.Set("Authorization", c.auth)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, c.through(c.cause(ctx, err))
	}
	defer resp.Body.Close()
	if at, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
		c.server = at
	}
	limit := min(c.o.Limits.Answer, c.o.Limits.Bytes-c.got)
	data, err := io.ReadAll(io.LimitReader(resp.Body, limit+1))
	c.got += int64(len(data))
	switch {
	case err != nil:
		return nil, retry{fmt.Errorf("the answer broke off: %w", c.cause(ctx, err)), -1}
	case int64(len(data)) > limit:
		return nil, fmt.Errorf("the answer has more than %d bytes: narrow the window or the query", limit)
	}
	return data, c.status(resp, path, data)
}

// through says of an error that there is a proxy between.
func (c *Client) through(err error) error {
	if c.proxy == nil {
		return err
	}
	if again, ok := errors.AsType[retry](err); ok {
		return retry{c.through(again.error), again.after}
	}
	return fmt.Errorf("through the proxy %s, which the environment names: %w", c.proxy.Host, err)
}

// cause is an error of the connection without the address, whose query can be
// long and hold what nobody else should read.
func (c *Client) cause(ctx context.Context, err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	if ctx.Err() != nil {
		return fmt.Errorf("no answer in time: %w", ctx.Err())
	}
	// The address of the resolver is nobody's business.
	var name *net.DNSError
	if errors.As(err, &name) && name.IsNotFound {
		return fmt.Errorf("there is no host %s", name.Name)
	}
	var unknown x509.UnknownAuthorityError
	switch {
	case errors.As(err, &unknown):
		return errors.New("its certificate is signed by nobody whom this machine trusts: SSL_CERT_FILE names a file with the certificate of an authority of your own")
	case errors.Is(err, http.ErrSchemeMismatch):
		return errors.New("the server does not speak TLS there: is it http://, or another port?")
	case errors.Is(err, syscall.ECONNREFUSED):
		return errors.New("the connection was refused: does the server listen on that port?")
	}
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		return retry{errors.New("no answer in time"), -1}
	}
	return err
}

// status is the error of an answer that is none.
func (c *Client) status(resp *http.Response, path string, data []byte) error {
	if resp.StatusCode/100 == 2 {
		return nil
	}
	err := fmt.Errorf("the server answers %s: %s", resp.Status, c.said(data))
	switch resp.StatusCode {
	case http.StatusUnauthorized, http.StatusForbidden:
		if c.auth != "" {
			return fmt.Errorf("%w; are the credentials that auth: names still good, and may they read this?", err)
		}
		return fmt.Errorf("%w; credentials are named with auth: env:NAME or auth: file:PATH", err)
	case http.StatusProxyAuthRequired:
		return fmt.Errorf("%w; the credentials of a proxy stand in the variable that names it", err)
	case http.StatusInternalServerError:
		return fmt.Errorf("%w; the cause stands in the server's own log, and a narrower window or query may help", err)
	case http.StatusNotFound:
		path, _, _ = strings.Cut(path, "?")
		return fmt.Errorf("%w; is the url right? %s is asked for behind it", err, path)
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return retry{err, after(resp.Header.Get("Retry-After"))}
	}
	return err
}

// said is the beginning of what a server says of an error: on one line, without
// what a terminal would obey, and without the credentials, which some repeat.
func (c *Client) said(data []byte) string {
	text := strings.Join(strings.Fields(strings.ToValidUTF8(string(data[:min(len(data), 4<<10)]), "")), " ")
	if strings.HasPrefix(text, "<") {
		return "a page for browsers"
	}
	text = c.Hide(strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return -1
	}, text))
	return text[:min(len(text), 300)]
}

// shortest is how long what is hidden must be: a password of a few letters
// stands in many words.
const shortest = 4

// Hide takes the credentials out of a text of the server, however they are
// written.
func (c *Client) Hide(text string) string {
	_, token, _ := strings.Cut(c.auth, " ")
	secret := strings.TrimSpace(c.o.Secret)
	_, password, _ := strings.Cut(secret, ":")
	own := []string{c.auth, secret, token, password}
	if c.proxy != nil {
		word, _ := c.proxy.User.Password()
		own = append(own, c.proxy.User.String(), word)
	}
	for _, hidden := range own {
		if len(hidden) >= shortest {
			text = strings.ReplaceAll(text, hidden, "[credentials]")
		}
	}
	return text
}

// after reads Retry-After (RFC 9110, section 10.2.3): seconds, or a date. It is
// negative where there is none.
func after(value string) time.Duration {
	if n, err := strconv.Atoi(value); err == nil && n >= 0 {
		return time.Duration(min(n, 1e6)) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(0, time.Until(at))
	}
	return -1
}
