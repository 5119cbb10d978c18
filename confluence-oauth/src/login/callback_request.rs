//! The head of the one HTTP request that a login waits for.

/// A request line and the host it names.
#[derive(Debug, PartialEq)]
pub(super) struct CallbackRequest<'a> {
    pub(super) method: &'a str,
    pub(super) path: &'a str,
    pub(super) query: &'a str,
    pub(super) host: &'a str,
}

/// How reading a head went.
#[derive(Debug, PartialEq)]
pub(super) enum Head<'a> {
    Complete(CallbackRequest<'a>),
    Incomplete,
    Malformed,
}

/// Reads a request head: RFC 9112, section 3, in origin form only.
pub(super) fn parse(bytes: &[u8]) -> Head<'_> {
    let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else {
        return Head::Incomplete;
    };
    let head = bytes.get(..end).and_then(|head| std::str::from_utf8(head).ok());
    head.and_then(request).map_or(Head::Malformed, Head::Complete)
}

fn request(head: &str) -> Option<CallbackRequest<'_>> {
    let mut lines = head.split("\r\n");
    let mut words = lines.next()?.split(' ');
    let (method, target, version) = (words.next()?, words.next()?, words.next()?);
    if words.next().is_some() || !version.starts_with("HTTP/1.") || !target.starts_with('/') {
        return None;
    }
    let mut hosts =
        lines.filter_map(|line| line.split_once(':')).filter(|(name, _)| name.eq_ignore_ascii_case("host"));
    let host = hosts.next()?.1.trim();
    if hosts.next().is_some() {
        return None;
    }
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    Some(CallbackRequest { method, path, query, host })
}

/// Whether a `Host` header names this machine: a page elsewhere that resolves its own name to us does not.
pub(super) fn is_local(host: &str, port: u16) -> bool {
    let (name, given) = match host.rsplit_once(':') {
        Some((name, digits)) if !digits.ends_with(']') => (name, digits.parse().ok()),
        _ => (host, Some(80)),
    };
    crate::loopback::is_loopback_name(name) && given == Some(port)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browsers_request_is_read() {
        let bytes = b"GET /back?code=c&state=s HTTP/1.1\r\nHost: localhost:33333\r\nAccept: */*\r\n\r\n";
        let Head::Complete(request) = parse(bytes) else { panic!("complete") };
        assert_eq!((request.method, request.path, request.query), ("GET", "/back", "code=c&state=s"));
        assert_eq!(request.host, "localhost:33333");
    }

    #[test]
    fn what_is_no_request_is_told_apart_from_what_is_not_yet_one() {
        assert_eq!(parse(b"GET / HTTP/1.1\r\nHost: x\r\n"), Head::Incomplete);
        for bytes in [
            &b"GET /\r\n\r\n"[..],
            b"GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
            b"GET / HTTP/1.1\r\n\r\n",
            b"GET / HTTP/2\r\nHost: a\r\n\r\n",
            b"\xff\xfe\r\n\r\n",
        ] {
            assert_eq!(parse(bytes), Head::Malformed);
        }
    }

    #[test]
    fn only_names_of_this_machine_are_local() {
        for host in ["localhost:5", "LOCALHOST:5", "127.0.0.1:5", "[::1]:5"] {
            assert!(is_local(host, 5), "{host}");
        }
        for host in
            ["evil.example:5", "localhost:6", "localhost", "localhost.evil.example:5", "", ":5", "[::1]"]
        {
            assert!(!is_local(host, 5), "{host}");
        }
        assert!(is_local("localhost", 80) && is_local("[::1]", 80));
    }
}
