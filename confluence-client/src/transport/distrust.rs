//! Why the certificate of a site is not trusted, by the words of rustls and of OpenSSL: who has to mend it is not the same
//! each time.

use super::TransportErrorKind;

/// What is wrong with a certificate, and the property at fault, if one is.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Distrust {
    pub(super) kind: TransportErrorKind,
    pub(super) said: String,
    pub(super) property: Option<&'static str>,
}

/// What these causes tell of a certificate, if it is more than that nobody knows its issuer. `by_digest` is whether the
/// site's own was named by its digest.
pub(super) fn found_in(causes: &str, host: &str, by_digest: bool) -> Option<Distrust> {
    let says = |words: &[&str]| words.iter().any(|word| causes.contains(word));
    // Nothing here is at fault, and no property mends it.
    let of_site = |said| Distrust { kind: TransportErrorKind::Setup, said, property: None };
    let of =
        |said, property| Distrust { kind: TransportErrorKind::Certificate, said, property: Some(property) };
    if says(&["certificate expired", "certificate: Expired", "certificate has expired"]) {
        let day = day_behind(causes, "is not valid after ").map(|day| format!(" on {day}"));
        let day = day.unwrap_or_default();
        Some(of_site(format!("the certificate of the site expired{day}: its administrator renews it")))
    } else if says(&["not valid yet", "NotValidYet", "not yet valid"]) {
        let day = day_behind(causes, "is not valid before ").map(|day| format!(" before {day}"));
        let day = day.unwrap_or_else(|| " yet".to_owned());
        Some(of_site(format!(
            "the certificate of the site is not valid{day}: look at the clock of this machine"
        )))
    } else if says(&["certificate: Revoked", "certificate revoked"]) {
        Some(of_site("the certificate of the site was revoked: its administrator gets a new one".to_owned()))
    } else if says(&["not valid for name", "NotValidForName", "ostname mismatch", "IP address mismatch"]) {
        let names = names(causes);
        let names = if names.is_empty() { "other names".to_owned() } else { format!("the name {names}") };
        Some(of(format!("the certificate of the site is for {names} and not for {host}"), "URL"))
    } else if by_digest {
        let said = "the certificate of the site has another SHA-256 than the one that is named: it is compared with the \
                    site's own certificate, and not with that of its issuer";
        Some(of(said.to_owned(), "SSLServerCert"))
    } else {
        None
    }
}

/// The day of the seconds since 1970 that stand behind these words.
fn day_behind(causes: &str, words: &str) -> Option<String> {
    let (_, rest) = causes.split_once(words)?;
    let end = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
    let seconds = rest.get(..end)?.parse().ok()?;
    Some(jiff::Timestamp::from_second(seconds).ok()?.strftime("%Y-%m-%d").to_string())
}

/// The names that a certificate is for. Whoever answers has written them.
fn names(causes: &str) -> String {
    const LONGEST: usize = 200;
    let (_, rest) = causes.split_once("is only valid for ").unwrap_or_default();
    let bare = rest.replace("DnsName(", "").replace("IpAddress(", "");
    let of_name = |letter: &char| letter.is_ascii_alphanumeric() || ".-*:, ".contains(*letter);
    bare.chars().filter(of_name).take(LONGEST).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_is_told_by_what_is_wrong_with_it() {
        for (causes, by_digest, says, property) in [
            (
                "invalid peer certificate: certificate expired: verification time 1764547200 (UNIX), but certificate is not \
                 valid after 1609459200 (155088000 seconds ago)",
                true,
                "expired on 2021-01-01: its administrator renews it",
                None,
            ),
            ("invalid peer certificate: Expired", false, "expired: its administrator", None),
            (
                "certificate verify failed: (certificate has expired)",
                false,
                "expired: its administrator",
                None,
            ),
            (
                "certificate not valid yet: verification time 1 (UNIX), but certificate is not valid before 1609459200 (2 \
                 seconds in future)",
                false,
                "not valid before 2021-01-01: look at the clock",
                None,
            ),
            (
                "invalid peer certificate: certificate not valid for name \"localhost\"; certificate is only valid for \
                 DnsName(\"wiki.example.com\") or DnsName(\"*.example.org\")",
                false,
                "for the name wiki.example.com or *.example.org and not for localhost",
                Some("URL"),
            ),
            ("(Hostname mismatch)", false, "for other names and not for localhost", Some("URL")),
            (
                "invalid peer certificate: UnknownIssuer",
                true,
                "not with that of its issuer",
                Some("SSLServerCert"),
            ),
        ] {
            let told = found_in(causes, "localhost", by_digest).unwrap();
            assert!(told.said.contains(says) && told.property == property, "{told:?}");
        }
        assert_eq!(found_in("invalid peer certificate: UnknownIssuer", "localhost", false), None);
    }
}
