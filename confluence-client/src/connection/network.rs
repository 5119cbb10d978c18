//! The properties that say how the network is reached, for requests and tokens alike.

use std::io::Read as _;

use confluence_oauth::{CertificateNames, CertificateProperties, ConnectionString, Secret, Value};

use super::proxy;
use crate::error::{Error, ErrorKind, Result};
use crate::transport::{ClientCertificate, Network, TransportError};

/// A file with more certificates than this is something else.
const MAX_CERTIFICATES: u64 = 4 << 20;

/// Takes the properties of the network out of the string and reads the files they name.
pub(super) fn take_from(string: &mut ConnectionString) -> Result<Network> {
    let mut network = Network::default();
    (network.proxy, network.proxy_exceptions) = proxy::take_from(string)?;
    if let Some(value) = string.take("SSLVerify")
        && !value.boolean()?
    {
        let why = "false would give the credential to whoever answers: name the site's own certificate, or that of its \
                   issuer, in SSLServerCert";
        return Err(value.error(why).into());
    }
    if let Some(value) = string.take("SSLServerCert") {
        trust(&value, &mut network)?;
    }
    network.client_certificate =
        identity(string)?.map(|pem| ClientCertificate::from_pem(pem.expose().as_bytes().to_vec()));
    if let Some(value) = string.take("UserAgent") {
        network.user_agent = user_agent(&value)?;
    }
    network.check_certificates().map_err(unusable)?;
    Ok(network)
}

/// A certificate that nobody could be shown, or that nobody can show, told before anything is asked.
fn unusable(error: TransportError) -> Error {
    let property = error.property().unwrap_or("SSLServerCert");
    let said = format!("{property}: {}", error.explained());
    Error::new(ErrorKind::Invalid, "connection")
        .with_message(said)
        .with_property(property)
        .with_source(error.into_source())
}

/// What a request says of the program that sends it: RFC 9110, section 10.1.5.
fn user_agent(value: &Value) -> Result<String> {
    let text = value.text()?;
    let is_shown = |byte: u8| byte.is_ascii_graphic() || byte == b' ';
    if text.trim().is_empty() || !text.bytes().all(is_shown) {
        return Err(value.error("must be printable ASCII, such as nightly-export/1.0").into());
    }
    Ok(text)
}

/// A file or text of certificates, or the digest of the site's own.
fn trust(value: &Value, network: &mut Network) -> Result<()> {
    let text = value.secret()?;
    let text = text.expose().trim();
    if text == "*" {
        let why = "`*` would trust whoever answers, and give them the credential: name the site's own certificate, or \
                   its SHA-256";
        return Err(value.error(why).into());
    }
    if let Some(digest) = digest(text) {
        let digest = <[u8; 32]>::try_from(digest.as_slice()).map_err(|_| {
            value.error("a thumbprint must be that of SHA-256, 64 digits: MD5 and SHA-1 can be forged")
        })?;
        network.pinned_certificates.push(digest);
        return Ok(());
    }
    network.trust_roots.push(certificates(value, text)?);
    Ok(())
}

/// The bytes of a thumbprint, with or without its colons: of MD5, SHA-1 or SHA-256.
fn digest(text: &str) -> Option<Vec<u8>> {
    let text = text.to_ascii_lowercase();
    // As `openssl x509 -fingerprint` prints it: `sha256 Fingerprint=9A:..`.
    let text = text.split_once("fingerprint=").map_or(text.as_str(), |(_, digits)| digits);
    let text = text.strip_prefix("sha256:").unwrap_or(text);
    let digits: Vec<u8> = text.bytes().filter(|byte| !matches!(byte, b':' | b' ' | b'-')).collect();
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pair = |pair: &[u8]| match pair {
        [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
        _ => None,
    };
    if matches!(digits.len(), 32 | 40 | 64) { digits.chunks(2).map(pair).collect() } else { None }
}

/// PEM given as it is, or a file of PEM or DER.
fn certificates(value: &Value, text: &str) -> Result<Vec<u8>> {
    const BEGIN: &str = "-----BEGIN";
    let bytes = match text.contains(BEGIN) {
        // `.env` files and JSON leave a backslash and an `n` in the place of a line break.
        true => with_lines(&text.replace("\\r", "").replace("\\n", "\n")).into_bytes(),
        // The base64 of a certificate, which the lines around it were taken from.
        false if is_bare(text) => {
            with_lines(&format!("{BEGIN} CERTIFICATE-----{text}-----END CERTIFICATE-----")).into_bytes()
        }
        false => read(value)?,
    };
    // As Java kept keystores before it kept them as PKCS#12: JKS and JCEKS.
    if bytes.starts_with(&[0xfe, 0xed, 0xfe, 0xed]) || bytes.starts_with(&[0xce, 0xce, 0xce, 0xce]) {
        return Err(value
            .error("is a keystore of Java: `keytool -exportcert -rfc -keystore FILE -alias NAME` makes PEM of what is in it")
            .into());
    }
    let is_pem = bytes.windows(BEGIN.len()).any(|window| window == BEGIN.as_bytes());
    match is_pem || bytes.first() == Some(&0x30) {
        true => Ok(bytes),
        false => Err(value.error("holds no certificate: it must be PEM or DER").into()),
    }
}

/// Whether a text is the base64 of DER, without the lines of PEM.
fn is_bare(text: &str) -> bool {
    const LEAST: usize = 200;
    let of_base64 =
        |byte: u8| byte.is_ascii_alphanumeric() || byte.is_ascii_whitespace() || b"+/=".contains(&byte);
    text.starts_with("MI") && text.len() >= LEAST && text.bytes().all(of_base64)
}

/// PEM in lines again, where what is given has spaces, or nothing, in the place of its line breaks.
fn with_lines(pem: &str) -> String {
    const LINE: usize = 64;
    let mut lines = String::with_capacity(pem.len() + pem.len() / LINE + 8);
    let mut rest = pem;
    while let Some((before, block)) = rest.split_once("-----BEGIN ") {
        let parts = block.split_once("-----").and_then(|(label, block)| {
            let (body, block) = block.split_once("-----END ")?;
            let (_, block) = block.split_once("-----")?;
            Some((label, body, block))
        });
        let Some((label, body, block)) = parts else { break };
        // Lines that are there stay, and so does what has headers of its own, as encrypted keys do.
        let body = match body.starts_with(['\n', '\r']) || body.contains(':') {
            true => body.to_owned(),
            false => {
                let letters: Vec<char> = body.chars().filter(|letter| !letter.is_whitespace()).collect();
                letters
                    .chunks(LINE)
                    .fold("\n".to_owned(), |body, line| body + &String::from_iter(line) + "\n")
            }
        };
        lines.push_str(&format!("{before}-----BEGIN {label}-----{body}-----END {label}-----\n"));
        rest = block.trim_start_matches([' ', '\n', '\r']);
    }
    lines.push_str(rest);
    lines
}

fn read(value: &Value) -> Result<Vec<u8>> {
    let path = value.path()?;
    let mut bytes = Vec::new();
    let file = std::fs::File::open(&path);
    let read = file.and_then(|file| file.take(MAX_CERTIFICATES).read_to_end(&mut bytes));
    read.map_err(|source| {
        let said = format!("{}: the file {} cannot be read: {source}", value.name(), path.display());
        Error::new(ErrorKind::Invalid, "connection")
            .with_message(said)
            .with_property(value.name())
            .with_source(source)
    })?;
    Ok(bytes)
}

/// The client's own certificate and key in PEM, from whatever keeps them.
fn identity(string: &mut ConnectionString) -> Result<Option<Secret>> {
    let names = CertificateNames::CLIENT;
    let others = [names.store_type, names.password, names.key_password, names.subject];
    let Some(value) = string.peek(names.store).cloned() else {
        return match others.into_iter().find_map(|name| string.take(name)) {
            Some(alone) => Err(alone.error("is given without SSLClientCert").into()),
            None => Ok(None),
        };
    };
    let plain =
        others.into_iter().all(|name| string.peek(name).is_none()) && value.text()?.contains("-----BEGIN");
    let properties = CertificateProperties::take_as(string, names)?;
    // A key of another kind than RSA signs nothing of OAuth, and opens a connection all the same: PEM goes as it is.
    let whole = match plain {
        true => String::from_utf8(certificates(&value, value.secret()?.expose())?).ok(),
        false => read(&value).ok().and_then(|bytes| String::from_utf8(bytes).ok()),
    };
    let is_taken = |text: &Secret| {
        let text = text.expose();
        let has_key = text.contains("PRIVATE KEY-----") && !text.contains("ENCRYPTED");
        has_key && text.contains("BEGIN CERTIFICATE")
    };
    match whole.map(Secret::new).filter(is_taken) {
        Some(text) if properties.subject().is_empty() => Ok(Some(text)),
        _ => Ok(Some(properties.identity()?)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Network> {
        take_from(&mut crate::connection::parse(text)?)
    }

    #[test]
    fn the_network_is_read_from_the_string() {
        let network = read(
            "UserAgent=export/1;SSLServerCert='-----BEGIN CERTIFICATE-----\\nMAIwAA==\\n-----END CERTIFICATE-----'",
        );
        let network = network.unwrap();
        assert_eq!(network.user_agent, "export/1");
        assert_eq!(
            network.trust_roots,
            [b"-----BEGIN CERTIFICATE-----\nMAIwAA==\n-----END CERTIFICATE-----\n".to_vec()]
        );
        let on_one_line = "-----BEGIN CERTIFICATE----- MAIw AA== -----END CERTIFICATE-----";
        let network = read(&format!("SSLServerCert='{on_one_line} {on_one_line}'")).unwrap();
        let block = "-----BEGIN CERTIFICATE-----\nMAIwAA==\n-----END CERTIFICATE-----\n";
        assert_eq!(network.trust_roots, [block.repeat(2).into_bytes()]);
        assert_eq!(read("").unwrap().user_agent, Network::default().user_agent);
        let digest = "AB:".repeat(32);
        let pinned = read(&format!("SSLServerCert=sha256:{}", digest.trim_end_matches(':'))).unwrap();
        assert_eq!(pinned.pinned_certificates, [[0xab; 32]]);
        // What `openssl x509 -fingerprint -sha256` prints, pasted as a whole.
        let printed = format!("sha256 Fingerprint={}", digest.trim_end_matches(':'));
        assert_eq!(read(&format!("SSLServerCert={printed}")).unwrap().pinned_certificates, [[0xab; 32]]);
    }

    #[test]
    fn keystores_are_told_with_the_command_that_makes_pem_of_them() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures/certificates");
        for (file, says) in [
            ("rsa.jks", "keytool -exportcert"),
            ("modern.p12", "openssl pkcs12"),
            ("bundle.p7b", "openssl pkcs7"),
        ] {
            let error = read(&format!("SSLServerCert={folder}/{file}")).unwrap_err();
            assert!(error.to_string().contains(says), "{file}: {error}");
            assert_eq!(error.property(), Some("SSLServerCert"));
        }
    }

    #[test]
    fn what_cannot_be_names_its_property() {
        let sha1 = format!("SSLServerCert={}", "ab".repeat(20));
        for text in [
            "SSLVerify=false",
            "UserAgent=export\u{e9}",
            "SSLServerCert=*",
            "SSLServerCert='-----BEGIN PRIVATE KEY-----\\nMAMCAQA=\\n-----END PRIVATE KEY-----'",
            &sha1,
            "SSLServerCert=/does/not/exist",
            "SSLClientCert='-----BEGIN CERTIFICATE----- canary'",
            "SSLClientCert=/does/not/exist",
            "SSLClientCertType=PFXFILE",
            "SSLClientCertPassword=canary",
        ] {
            let error = read(text).err().unwrap();
            assert_eq!(error.property(), text.split('=').next(), "{error}");
            assert!(error.to_string().contains(text.split('=').next().unwrap()), "{error}");
            assert!(!error.to_string().contains("canary"), "{error}");
        }
    }
}
