//! One key in every form: each signs alike, and what is no key says what it is.

use confluence_oauth::{ConnectionString, Error, ErrorKind, Session, SessionOptions};
use http::Method;
use url::Url;

use super::oauth1::{fixture, verifies};

async fn sign(properties: &str) -> Result<bool, Error> {
    let string = format!(
        "URL=https://wiki.example.com;OAuthVersion=1.0;OAuthClientId=a;InitiateOAuth=OFF;OAuthAccessToken=t;{properties}"
    );
    let mut string = ConnectionString::parse(&string)?;
    let session = Session::open(SessionOptions::take_from(&mut string)?)?;
    let url = Url::parse("https://wiki.example.com/rest/api/space").unwrap();
    let header = session.authorize(&Method::GET, &url, None).await?;
    Ok(verifies(&Method::GET, &url, &header))
}

fn file(name: &str, more: &str) -> String {
    format!("CertificateStore={};{more}", fixture(name))
}

#[tokio::test]
async fn every_form_of_the_key_signs() {
    for (name, more) in [
        ("rsa.pkcs1.pem", ""),
        ("rsa.pkcs8.pem", "CertificateStoreType=PEMKEY_FILE"),
        ("rsa.pkcs1.der", ""),
        ("rsa.pkcs8.der", ""),
        ("rsa.encrypted.pem", "CertificateStorePassword=sesame"),
        ("rsa.encrypted.der", "CertificateStorePassword=sesame"),
        ("rsa.own-password.jks", "CertificateStorePassword=sesame;CertificateKeyPassword=swordfish"),
        ("bundle.pem", "CertificateSubject='CN=signer, O=Example, C=DE'"),
        ("bundle.pem", "CertificateSubject=sign"),
        ("several.pem", "CertificateSubject=sign"),
        ("modern.p12", "CertificateStoreType=PFXFILE;CertificateStorePassword=sesame"),
        ("modern.p12", "CertificateStorePassword=sesame;CertificateSubject='C=DE,O=Example,CN=signer'"),
        ("keytool.p12", "CertificateStorePassword=sesame;CertificateSubject=signer"),
        ("modern.p12", "CertificateStoreType=JKSFILE;CertificateStorePassword=sesame"),
        ("rsa.jks", "CertificateStoreType=JKSFILE;CertificateStorePassword=sesame"),
        ("rsa.jks", "CertificateStorePassword=sesame;CertificateSubject=signer"),
        ("rsa.xml", "CertificateStoreType=XMLFILE"),
        ("old.p12", "CertificateStoreType=PFXFILE;CertificateStorePassword=sesame;CertificateSubject=signer"),
        ("rc2.p12", "CertificateStorePassword=sesame"),
        ("rsa.legacy.pem", "CertificateStorePassword=sesame"),
        ("rsa.legacy-3des.pem", "CertificateStorePassword=sesame;CertificateStoreType=PEMKEY_FILE"),
        ("rsa.md5-des.pem", "CertificateStorePassword=sesame"),
        ("rsa.sha1-3des.pem", "CertificateStorePassword=sesame"),
        ("rsa.pbes2-3des.pem", "CertificateStorePassword=sesame"),
        ("rsa.v2.ppk", "CertificateStoreType=PPKFILE"),
        ("rsa.v3.ppk", "CertificateSubject=signer"),
        ("rsa.v2.encrypted.ppk", "CertificateStorePassword=sesame"),
        ("rsa.v3.encrypted.ppk", "CertificateStoreType=PPKFILE;CertificateStorePassword=sesame"),
        ("rsa.openssh", "CertificateSubject=signer"),
        ("rsa.puttygen.openssh", ""),
        ("rsa.encrypted.openssh", "CertificateStorePassword=sesame"),
        ("rsa.jwk.json", "CertificateStoreType=JWKFILE;CertificateSubject=signer"),
    ] {
        assert!(sign(&file(name, more)).await.unwrap_or_else(|error| panic!("{name}: {error}")), "{name}");
    }
}

#[tokio::test]
async fn blobs_sign_as_text_and_as_base64() {
    use base64::prelude::*;

    let text = std::fs::read_to_string(fixture("rsa.pkcs8.pem")).unwrap();
    assert!(sign(&format!("CertificateStore={text}")).await.unwrap());
    for (name, kind) in [
        ("rsa.jks", "JKSBLOB"),
        ("modern.p12", "PFXBLOB"),
        ("rsa.pkcs8.pem", "PEMKEY_BLOB"),
        ("rsa.v3.encrypted.ppk", "PPKBLOB"),
        ("rsa.xml", "XMLBLOB"),
        ("rsa.jwk.json", "JWKBLOB"),
        ("rsa.openssh", "AUTO"),
    ] {
        let blob = BASE64_STANDARD.encode(std::fs::read(fixture(name)).unwrap());
        let properties =
            format!("CertificateStore={blob};CertificateStoreType={kind};CertificateStorePassword=sesame");
        assert!(sign(&properties).await.unwrap(), "{name}");
    }
}

/// A store that was handed on as base64, and a key that stands in its file twice.
#[tokio::test]
async fn a_file_of_base64_and_a_key_that_is_there_twice_sign() {
    use base64::prelude::*;

    let folder = tempfile::tempdir().unwrap();
    let kept = |name: &str, text: String| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        format!("CertificateStore={};CertificateStorePassword=sesame", path.display())
    };
    let store = BASE64_STANDARD.encode(std::fs::read(fixture("modern.p12")).unwrap());
    assert!(sign(&kept("base64", format!("{store}\n"))).await.unwrap());
    let key = std::fs::read_to_string(fixture("rsa.pkcs8.pem")).unwrap();
    assert!(sign(&kept("twice.pem", key.repeat(2))).await.unwrap());
}

#[tokio::test]
async fn what_does_not_sign_says_why() {
    use ErrorKind::{Certificate, Config, NoPrivateKey, Unsupported};

    for (name, more, kind, word) in [
        ("modern.p12", "CertificateStorePassword=wrong", Certificate, "CertificateStorePassword"),
        ("modern.p12", "", Certificate, "is needed"),
        ("old.p12", "CertificateStorePassword=wrong", Certificate, "does not open"),
        ("rc2.p12", "", Certificate, "is needed"),
        ("rsa.jks", "CertificateStorePassword=wrong", Certificate, "does not open"),
        ("rsa.encrypted.pem", "", Certificate, "CertificateStorePassword"),
        ("rsa.encrypted.der", "", Certificate, "CertificateStorePassword"),
        ("rsa.encrypted.der", "CertificateStorePassword=wrong", Certificate, "CertificateStorePassword"),
        ("rsa.own-password.jks", "CertificateStorePassword=sesame", Certificate, "CertificateKeyPassword"),
        (
            "rsa.own-password.jks",
            "CertificateStorePassword=sesame;CertificateKeyPassword=wrong",
            Certificate,
            "CertificateKeyPassword",
        ),
        ("rsa.encrypted.pem", "CertificateStorePassword=wrong", Certificate, "does not open"),
        ("rsa.endless.pem", "CertificateStorePassword=sesame", Certificate, "too long"),
        ("rsa.legacy.pem", "", Certificate, "is needed"),
        ("rsa.legacy.pem", "CertificateStorePassword=wrong", Certificate, "does not open"),
        ("rsa.md5-des.pem", "CertificateStorePassword=wrong", Certificate, "does not open"),
        ("rsa.v2.encrypted.ppk", "CertificateStorePassword=wrong", Certificate, "does not open"),
        ("rsa.v3.encrypted.ppk", "CertificateStorePassword=wrong", Certificate, "does not open"),
        ("rsa.v3.encrypted.ppk", "", Certificate, "is needed"),
        ("hostile.ppk", "CertificateStorePassword=sesame", Certificate, "too long or too much memory"),
        ("rsa.encrypted.openssh", "CertificateStorePassword=wrong", Certificate, "does not open"),
        ("rsa.encrypted.openssh", "", Certificate, "is needed"),
        ("ec.pem", "", Certificate, "EC; OAuth 1.0a needs RSA"),
        ("ec.p12", "CertificateStorePassword=sesame", Certificate, "EC; OAuth 1.0a needs RSA"),
        ("ed25519.ppk", "", Certificate, "ssh-ed25519; OAuth 1.0a needs RSA"),
        ("ed25519.openssh", "", Certificate, "ssh-ed25519; OAuth 1.0a needs RSA"),
        ("public.ssh", "CertificateStoreType=SSHPUBLIC_KEY_FILE", NoPrivateKey, "a public key"),
        ("several.pem", "", Certificate, "several keys"),
        ("bundle.pem", "CertificateStoreType=MACHINE", Unsupported, "PFX"),
        ("certificate.pem", "", NoPrivateKey, "a certificate"),
        ("public.pem", "CertificateStoreType=PUBLIC_KEY_FILE", NoPrivateKey, "a public key"),
        (
            "public.xml",
            "CertificateStoreType=PPKFILE",
            NoPrivateKey,
            "the content is an XML key, not PPKFILE",
        ),
        ("public.xml", "", NoPrivateKey, "RSAKeyValue"),
        ("bundle.p7b", "CertificateStoreType=P7BFILE", NoPrivateKey, "PKCS#7"),
        ("bundle.pem", "CertificateSubject=nobody", Certificate, "CN=signer"),
        ("missing.pem", "", Config, "cannot be read"),
        ("bundle.pem", "CertificateStoreType=USER", Unsupported, "PFX"),
    ] {
        let begun = std::time::Instant::now();
        let error = sign(&file(name, more)).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{name}: {error}");
        assert!(
            error.property().is_some_and(|property| property.starts_with("Certificate")),
            "{name}: {error}"
        );
        assert!(error.to_string().contains(word), "{name}: {error}");
        assert!(!error.to_string().contains("sesame") && begun.elapsed().as_secs() < 5, "{name}");
    }
}

#[tokio::test]
async fn formats_that_are_not_read_come_with_the_command_that_converts_them() {
    for (content, command) in [
        (&b"\xce\xce\xce\xce\0\0\0\x02\0\0\0\0"[..], "keytool"),
        (b"\x30\x0a\x30\x08\x30\x06\x06\x04\x2a\x86\x48\x86", "keytool"),
        (b"---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nAAAA\n", "puttygen"),
    ] {
        let store = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(store.path(), content).unwrap();
        let error = sign(&format!("CertificateStore={}", store.path().display())).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert!(error.to_string().contains(command), "{error}");
    }
}

#[tokio::test]
async fn a_damaged_store_is_an_error_wherever_the_damage_is() {
    let folder = tempfile::tempdir().unwrap();
    for name in [
        "rsa.pkcs8.der",
        "rsa.pkcs1.der",
        "rsa.jks",
        "modern.p12",
        "old.p12",
        "rsa.xml",
        "rsa.jwk.json",
        "rsa.v2.ppk",
        "rsa.v3.encrypted.ppk",
        "rsa.openssh",
        "rsa.encrypted.openssh",
        "rsa.legacy.pem",
    ] {
        let whole = std::fs::read(fixture(name)).unwrap();
        let path = folder.path().join(name);
        for length in (0..whole.len().saturating_sub(8)).step_by(whole.len() / 12) {
            std::fs::write(&path, &whole[..length]).unwrap();
            let properties = format!("CertificateStore={};CertificateStorePassword=sesame", path.display());
            sign(&properties).await.expect_err(name);
        }
    }
}

/// Whatever bit of a store under a MAC is another one, it is not signed with: RFC 7292, section 4.
#[tokio::test]
async fn no_flipped_bit_of_a_store_under_a_mac_goes_unnoticed() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["modern.p12", "old.p12", "keytool.p12", "rc2.p12", "rsa.jks"] {
        let whole = std::fs::read(fixture(name)).unwrap();
        let path = folder.path().join(name);
        let more = if name == "keytool.p12" { ";CertificateSubject=signer" } else { "" };
        let properties = format!("CertificateStore={};CertificateStorePassword=sesame{more}", path.display());
        for at in (0..whole.len()).step_by(whole.len() / 24) {
            let mut flipped = whole.clone();
            flipped[at] ^= 1 << (at % 8);
            std::fs::write(&path, &flipped).unwrap();
            match sign(&properties).await {
                Err(error) => {
                    let named = error.property().is_some_and(|property| property.starts_with("Certificate"));
                    assert!(named, "{name}, byte {at}: {error}");
                }
                // A name of an algorithm may be written in more than one way: what is signed is still right.
                Ok(signed) => assert!(signed, "{name}, byte {at}: a wrong signature"),
            }
        }
    }
}

/// As `.env` files, JSON and containers leave a key.
#[tokio::test]
async fn a_key_in_one_line_signs_with_its_breaks_written_out() {
    for name in ["rsa.pkcs8.pem", "rsa.pkcs1.pem"] {
        let text = std::fs::read_to_string(fixture(name)).unwrap();
        for line in [text.trim().replace('\n', "\\n"), text.trim().replace('\n', "\\r\\n")] {
            assert!(sign(&format!("CertificateStore={line}")).await.unwrap(), "{name}");
            let quoted = format!("CertificateStore='{line}';CertificateStoreType=PEMKEY_BLOB");
            assert!(sign(&quoted).await.unwrap(), "{name}");
        }
    }
}

/// A client certificate signs no requests of OAuth, and its errors say what it is for.
#[test]
fn a_client_certificate_is_told_what_it_needs() {
    for (name, more, part) in [
        ("ec.p12", ";SSLClientCertPassword=sesame", "unencrypted key"),
        ("bundle.p7b", "", "no private key"),
        ("public.pem", "", "no private key"),
        ("rsa.encrypted.pem", "", "SSLClientCertPassword"),
    ] {
        let text = format!("SSLClientCert={}{more}", fixture(name));
        let known: &'static [confluence_oauth::Property] = confluence_client::connection::PROPERTIES;
        let string = ConnectionString::layers().with_properties(known).string(text).build();
        let names = confluence_oauth::CertificateNames::CLIENT;
        let properties = confluence_oauth::CertificateProperties::take_as(&mut string.unwrap(), names);
        let error = properties.unwrap().identity().unwrap_err();
        let said = error.to_string();
        assert!(said.contains(part), "{name}: {said}");
        for other in ["OAuth", "Certificate Store", "signs", "CertificateStore:"] {
            assert!(!said.contains(other), "{name}: {said}");
        }
        assert!(error.property().is_some_and(|property| property.starts_with("SSLClientCert")), "{name}");
    }
}
