//! Alerts of TLS (RFC 8446, section 6.2) by which a site refuses a connection: whose fault it is, and what would be right.
//!
//! With TLS 1.3 one may come when the request is on its way already: the client is through with the handshake before the
//! server has looked at its certificate. Nothing has been processed then.

use super::TransportErrorKind;

/// What an alert says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Alert {
    pub(super) kind: TransportErrorKind,
    pub(super) said: &'static str,
    pub(super) property: &'static str,
}

const WANTS_ONE: Alert = Alert {
    kind: TransportErrorKind::Certificate,
    said: "the site requires a client certificate",
    property: "SSLClientCert",
};
const REFUSES_OURS: Alert = Alert {
    kind: TransportErrorKind::Certificate,
    said: "the site does not accept the client certificate",
    property: "SSLClientCert",
};
const OLD_TLS: Alert = Alert {
    kind: TransportErrorKind::Setup,
    said: "the site supports only TLS 1.1 or older, which is not safe: it has to be set up for TLS 1.2 or newer",
    property: "URL",
};
/// Before TLS 1.3 this is also the answer to who shows no certificate: RFC 5246, section 7.4.6.
const NOTHING_IN_COMMON: Alert = Alert {
    kind: TransportErrorKind::Setup,
    said: "the site refused the TLS handshake: it may support only old TLS or old ciphers, or require a client \
           certificate (SSLClientCert)",
    property: "URL",
};
const OTHER_NAME: Alert = Alert {
    kind: TransportErrorKind::Setup,
    said: "the server does not know this host name (TLS unrecognized_name)",
    property: "URL",
};

/// The words of the layers below, without spaces and in small letters: `received fatal alert: UnknownCA` of rustls, `tlsv1
/// alert unknown ca` of OpenSSL, and what these say where they gave up themselves.
const WORDS: &[(&str, Alert)] = &[
    ("alertcertificaterequired", WANTS_ONE),
    ("alertbadcertificate", REFUSES_OURS),
    ("alertunsupportedcertificate", REFUSES_OURS),
    ("alertcertificaterevoked", REFUSES_OURS),
    ("alertcertificateexpired", REFUSES_OURS),
    ("alertcertificateunknown", REFUSES_OURS),
    ("alertunknownca", REFUSES_OURS),
    ("alertaccessdenied", REFUSES_OURS),
    ("alertprotocolversion", OLD_TLS),
    ("serverdoesnotsupporttls12or13", OLD_TLS),
    ("sslroutinesunsupportedprotocol", OLD_TLS),
    ("alerthandshakefailure", NOTHING_IN_COMMON),
    ("alertinsufficientsecurity", NOTHING_IN_COMMON),
    ("alertunrecognisedname", OTHER_NAME),
    ("tlsv1unrecognizedname", OTHER_NAME),
];

/// The alert that these causes tell of, if they tell of one with a meaning for people.
pub(super) fn found_in(causes: &str) -> Option<Alert> {
    let letters: String = causes
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_lowercase())
        .collect();
    WORDS.iter().find(|(words, _)| letters.contains(words)).map(|(_, alert)| *alert)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alert_is_known_by_the_words_of_either_library() {
        for (causes, alert) in [
            ("client error: connection error: received fatal alert: CertificateRequired", Some(WANTS_ONE)),
            (
                "ssl/tls alert: error:0A00045C:SSL routines::tlsv13 alert certificate required",
                Some(WANTS_ONE),
            ),
            ("received fatal alert: UnknownCA", Some(REFUSES_OURS)),
            ("error:0A000418:SSL routines::tlsv1 alert unknown ca:SSL alert number 48", Some(REFUSES_OURS)),
            ("received fatal alert: ProtocolVersion", Some(OLD_TLS)),
            ("peer is incompatible: ServerDoesNotSupportTls12Or13", Some(OLD_TLS)),
            ("received fatal alert: HandshakeFailure", Some(NOTHING_IN_COMMON)),
            ("received fatal alert: UnrecognisedName", Some(OTHER_NAME)),
            // Ours, of their certificate.
            ("invalid peer certificate: UnknownIssuer", None),
            ("received fatal alert: InternalError", None),
        ] {
            assert_eq!(found_in(causes), alert, "{causes}");
        }
    }
}
