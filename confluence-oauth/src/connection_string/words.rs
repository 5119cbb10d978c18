//! What a word was probably meant to be that is none of those a property takes.

use super::nearest::is_misspelt;
use super::property::normalize;

/// Words that standards, clients and other programs have for the same, normalized, by property and by the word that is
/// right here. They are suggested and never taken.
const ELSEWHERE: &[(&str, &str, &[&str])] = &[
    ("AuthScheme", "PAT", &["bearer", "personaltoken", "personalaccesstoken", "httpaccesstoken"]),
    ("AuthScheme", "APIToken", &["apikey", "usertoken"]),
    ("AuthScheme", "Basic", &["password", "userpassword", "usernamepassword"]),
    ("AuthScheme", "OAuth", &["3lo", "authorizationcode", "clientcredentials"]),
    ("AuthScheme", "None", &["anonymous", "guest", "public"]),
    (
        "Deployment",
        "DataCenter",
        &["server", "dc", "onpremise", "onprem", "onpremises", "selfhosted", "local"],
    ),
    ("Deployment", "Cloud", &["saas", "hosted", "online"]),
    ("InitiateOAuth", "GETANDREFRESH", &["on", "yes", "true", "auto", "login"]),
    ("InitiateOAuth", "OFF", &["no", "false", "none"]),
    ("OAuthGrantType", "CODE", &["3lo", "pkce"]),
    ("CertificateStoreType", "PFXFILE", &["p12", "p12file", "pkcs12", "pkcs12file"]),
    ("CertificateStoreType", "JKSFILE", &["javakeystore", "keystore"]),
    ("CertificateStoreType", "PEMKEY_FILE", &["pkcs1", "pkcs8", "openssh", "rsa"]),
    ("SSLClientCertType", "PFXFILE", &["p12", "p12file", "pkcs12", "pkcs12file"]),
    ("SSLClientCertType", "JKSFILE", &["javakeystore", "keystore"]),
    ("FirewallType", "TUNNEL", &["http", "https", "connect", "proxy"]),
    ("FirewallType", "SOCKS5", &["socks", "socks5h"]),
];

/// The word of `known` that was probably meant by one that a property does not take.
pub(super) fn meant<'a>(property: &str, written: &str, known: &[&'a str]) -> Option<&'a str> {
    /// Shorter ones are part of too much.
    const LEAST_PART: usize = 3;
    let wanted = normalize(written);
    let row = ELSEWHERE.iter().find(|(of, _, words)| *of == property && words.contains(&wanted.as_str()));
    if let Some((_, right, _)) = row {
        return known.iter().find(|word| *word == right).copied();
    }
    // `PEM` is the beginning of a word, `client_credentials` has one in it.
    let is_part = |word: &str| {
        let word = normalize(word);
        (wanted.len() >= LEAST_PART && word.starts_with(&wanted))
            || (word.len() >= LEAST_PART && (wanted.starts_with(&word) || wanted.ends_with(&word)))
    };
    let misspelt = |word: &&&str| is_misspelt(&wanted, &normalize(word));
    known.iter().find(misspelt).or_else(|| known.iter().find(|word| is_part(word))).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_standards_and_slips_lead_to_ours() {
        let schemes = ["OAuth", "APIToken", "Basic", "PAT", "None"];
        let stores = ["PEMKEY_FILE", "PEMKEY_BLOB", "PFXFILE", "PFXBLOB", "AUTO"];
        for (property, written, known, right) in [
            ("AuthScheme", "Bearer", &schemes[..], Some("PAT")),
            ("AuthScheme", "oauth2", &schemes, Some("OAuth")),
            ("AuthScheme", "OAuth 2.0", &schemes, Some("OAuth")),
            ("AuthScheme", "BasicAuth", &schemes, Some("Basic")),
            ("AuthScheme", "APITokens", &schemes, Some("APIToken")),
            ("AuthScheme", "Negotiate", &schemes, None),
            // On Cloud and on Data Center it is another one.
            ("AuthScheme", "Token", &schemes, None),
            ("OAuthGrantType", "client_credentials", &["CODE", "CLIENT"], Some("CLIENT")),
            ("OAuthGrantType", "authorization_code", &["CODE", "CLIENT"], Some("CODE")),
            ("OAuthVersion", "OAuth 2.0", &["1.0", "2.0"], Some("2.0")),
            ("Deployment", "Server", &["Auto", "Cloud", "DataCenter"], Some("DataCenter")),
            ("Deployment", "DataCentre", &["Auto", "Cloud", "DataCenter"], Some("DataCenter")),
            ("CertificateStoreType", "PEM", &stores, Some("PEMKEY_FILE")),
            ("CertificateStoreType", "pkcs12", &stores, Some("PFXFILE")),
            ("CertificateStoreType", "PFX_FLIE", &stores, Some("PFXFILE")),
            ("CertificateStoreType", "DER", &stores, None),
        ] {
            assert_eq!(meant(property, written, known), right, "{property}={written}");
        }
    }
}
