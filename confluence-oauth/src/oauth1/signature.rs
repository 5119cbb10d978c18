//! What is signed, and the header that carries it: RFC 5849, sections 3.4.1, 3.5.1 and 3.6.

use std::fmt::Write;

use http::Method;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, percent_encode};
use url::Url;

/// Parameters of the protocol, in no order.
pub(super) type Parameters<'a> = Vec<(&'a str, String)>;

/// The signature base string of a request whose parameters are all in its query and in `protocol`.
pub(super) fn base_string(method: &Method, url: &Url, protocol: &Parameters<'_>) -> String {
    let query = query(url).map(|(name, value)| (encode_bytes(&name), encode_bytes(&value)));
    let protocol = protocol.iter().map(|(name, value)| (encode(name), encode(value)));
    let mut parameters: Vec<(String, String)> = query.chain(protocol).collect();
    parameters.sort();
    let parameters: Vec<String> = parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!("{}&{}&{}", method.as_str(), encode(&base_uri(url)), encode(&parameters.join("&")))
}

/// The pairs of the query as they were before they were encoded, byte by byte: what is no UTF-8 is signed as it is.
fn query(url: &Url) -> impl Iterator<Item = (Vec<u8>, Vec<u8>)> {
    let parts = url.query().unwrap_or_default().split('&').filter(|part| !part.is_empty());
    let decoded = |text: &str| percent_decode_str(&text.replace('+', " ")).collect();
    parts.map(move |part| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        (decoded(name), decoded(value))
    })
}

/// Section 3.4.1.2: without query, fragment and the scheme's own port.
fn base_uri(url: &Url) -> String {
    format!("{}{}", url.origin().ascii_serialization(), url.path())
}

/// The value of the `Authorization` header.
pub(super) fn header(protocol: &Parameters<'_>, signature: &str) -> String {
    let mut header = String::from("OAuth ");
    for (name, value) in protocol {
        let _ = write!(header, "{}=\"{}\", ", encode(name), encode(value));
    }
    let _ = write!(header, "oauth_signature=\"{}\"", encode(signature));
    header
}

/// Section 3.6: everything but letters, digits and `-._~`.
fn encode(text: &str) -> String {
    encode_bytes(text.as_bytes())
}

fn encode_bytes(bytes: &[u8]) -> String {
    const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    percent_encode(bytes, RESERVED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 5849, section 3.4.1.1, its form body moved into the query.
    #[test]
    fn the_base_string_is_that_of_the_rfc() {
        let url =
            Url::parse("http://EXAMPLE.COM:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b&c2&a3=2+q").unwrap();
        let protocol = vec![
            ("oauth_consumer_key", "9djdj82h48djs9d2".to_owned()),
            ("oauth_token", "kkk9d7dh3k39sjv7".to_owned()),
            ("oauth_signature_method", "HMAC-SHA1".to_owned()),
            ("oauth_timestamp", "137131201".to_owned()),
            ("oauth_nonce", "7d8f3e4a".to_owned()),
        ];
        let expected = "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25\
                        253D%26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26\
                        oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39\
                        sjv7";
        assert_eq!(base_string(&Method::POST, &url, &protocol), expected);
    }

    #[test]
    fn the_header_quotes_encoded_values() {
        let header = header(&vec![("oauth_token", "a b".to_owned())], "x+y=");
        assert_eq!(header, "OAuth oauth_token=\"a%20b\", oauth_signature=\"x%2By%3D\"");
    }
}
