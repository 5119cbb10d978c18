//! Certificates that are the site's own: trusted where `SSLServerCert` names them, and told as what they are where not.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::json;
use sha2::{Digest as _, Sha256};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::process::{Process, run};
use super::texts;

/// What is tried again takes longer: the first pause is half a second, and there are several.
const AT_ONCE: Duration = Duration::from_secs(4);

fn fixture(name: &str) -> String {
    format!("{}/fixtures/tls/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// A site with one space, with the certificate and the key of this file.
async fn serve(name: &str) -> String {
    let pem = std::fs::read(fixture(name)).unwrap();
    let chain = vec![CertificateDer::from_pem_slice(&pem).unwrap()];
    let key = PrivateKeyDer::from_pem_slice(&pem).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
    let config = config.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
    let acceptor = TlsAcceptor::from(Arc::new(config.with_single_cert(chain, key).unwrap()));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(connection).await else { return };
                let _ = stream.read(&mut [0; 8192]).await;
                let body = json!({
                    "results": [{"id": 1, "key": "OWN", "name": "Own", "type": "global"}],
                    "start": 0, "limit": 25, "size": 1, "_links": {}
                });
                let body = body.to_string();
                let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length";
                let _ = stream.write_all(format!("{head}: {}\r\n\r\n{body}", body.len()).as_bytes()).await;
                let _ = stream.shutdown().await;
            });
        }
    });
    url
}

fn connection(url: &str, more: &str) -> String {
    format!("URL={url};Deployment=DataCenter;AuthScheme=PAT;PAT=canary-tls{more}")
}

/// What a call answers, and whether it failed.
async fn asked(connection: &str) -> (String, bool) {
    let mut server = Process::start(connection).await;
    let result = server.call("confluence_list_spaces", json!({})).await;
    let (texts, failed) = texts(&result);
    (texts[0].to_owned(), failed)
}

#[tokio::test]
async fn a_certificate_that_is_named_is_trusted_in_every_form() {
    let url = serve("selfsigned.pem").await;
    let pem = std::fs::read(fixture("selfsigned.pem")).unwrap();
    let der = CertificateDer::from_pem_slice(&pem).unwrap();
    let text = String::from_utf8(pem.clone()).unwrap();
    let end = text.find("-----END CERTIFICATE-----").unwrap() + "-----END CERTIFICATE-----".len();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("site.der");
    std::fs::write(&file, &der).unwrap();
    let digest: Vec<String> = Sha256::digest(&der).iter().map(|byte| format!("{byte:02X}")).collect();
    for named in [
        fixture("selfsigned.pem"),
        file.display().to_string(),
        text[..end].to_owned(),
        format!("'{}'", text[..end].replace('\n', "\\n")),
        digest.join(":"),
        format!("sha256:{}", digest.concat().to_lowercase()),
    ] {
        let (said, failed) = asked(&connection(&url, &format!(";SSLServerCert={named}"))).await;
        assert!(!failed && said.contains("OWN"), "{named}: {said}");
    }
}

#[tokio::test]
async fn a_port_that_speaks_no_https_is_told_as_that() {
    // As servers of HTTP do with what is no request.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut some = [0; 512];
            let _ = stream.read(&mut some).await;
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n").await;
        }
    });
    let (said, failed) = asked(&connection(&url, "")).await;
    assert!(failed && said.contains("does not support https") && said.contains("correct URL"), "{said}");
    assert!(!said.contains("SSLServerCert") && !said.contains("ProxyServer"), "{said}");
    let (good, found, _) = run(&["doctor", "--connection", &connection(&url, "")]).await;
    assert!(!good && found.contains("does not support https") && found.contains("URL"), "{found}");
}

#[tokio::test]
async fn what_a_site_refuses_by_an_alert_is_told_as_what_it_is() {
    // RFC 8446, section 6.2: fatal, and which alert it is.
    for (alert, says, property) in [
        (116, "requires a client certificate", "SSLClientCert"),
        (48, "does not accept the client certificate", "SSLClientCert"),
        (42, "does not accept the client certificate", "SSLClientCert"),
        (70, "supports only TLS 1.1 or older", "URL"),
        (40, "it may support only old TLS", "URL"),
        (112, "does not know this host name", "URL"),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("https://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut some = [0; 4096];
                let _ = stream.read(&mut some).await;
                let _ = stream.write_all(&[21, 3, 3, 0, 2, 2, alert]).await;
                let _ = stream.read(&mut some).await;
            }
        });
        let begun = Instant::now();
        let (said, failed) = asked(&connection(&url, "")).await;
        assert!(failed && said.contains(says) && said.contains(property), "{alert}: {said}");
        assert!(
            said.contains("Calling again does not help") && !said.contains("SSLServerCert"),
            "{alert}: {said}"
        );
        assert!(begun.elapsed() < AT_ONCE, "{alert} took {:?}", begun.elapsed());
        let (good, found, _) = run(&["doctor", "--connection", &connection(&url, "")]).await;
        assert!(!good && found.contains(says) && found.contains(property), "{alert}: {found}");
    }
}

#[tokio::test]
async fn what_is_no_certificate_is_told_before_anything_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.key");
    let pem = std::fs::read_to_string(fixture("server.pem")).unwrap();
    let key = pem.find("-----BEGIN PRIVATE KEY-----").unwrap();
    std::fs::write(&file, &pem[key..]).unwrap();
    // Nothing answers there, which would be told if it was asked.
    let connection = connection("https://127.0.0.1:1", &format!(";SSLServerCert={}", file.display()));
    let (good, out, err) = run(&["doctor", "--connection", &connection]).await;
    let found = format!("{out}{err}");
    assert!(!good && found.contains("SSLServerCert") && found.contains("no certificate"), "{found}");
    assert!(!found.contains("no connection") && !found.contains("canary-tls"), "{found}");
}

#[tokio::test]
async fn a_certificate_that_is_not_known_or_of_another_name_is_told_at_once() {
    let own = serve("selfsigned.pem").await;
    let elsewhere = serve("elsewhere.pem").await;
    let other = "ab".repeat(32);
    for (url, more, says) in [
        (&own, String::new(), "certificate"),
        (&own, format!(";SSLServerCert={other}"), "certificate"),
        (&own, format!(";SSLServerCert={}", fixture("ca.pem")), "certificate"),
        // The issuer is known, and the certificate is for wiki.example.com.
        (&elsewhere, format!(";SSLServerCert={}", fixture("elsewhere-ca.pem")), "name"),
    ] {
        let begun = Instant::now();
        let (said, failed) = asked(&connection(url, &more)).await;
        assert!(failed && said.contains("certificate") && said.contains(says), "{more}: {said}");
        assert!(said.contains("SSLServerCert") || said.contains("URL"), "{more}: {said}");
        assert!(said.contains("Calling again does not help"), "{more}: {said}");
        assert!(!said.contains("canary-tls"), "{said}");
        assert!(begun.elapsed() < AT_ONCE, "{more} took {:?}", begun.elapsed());
        let (good, found, _) = run(&["doctor", "--connection", &connection(url, &more)]).await;
        assert!(!good && found.contains("SSLServerCert"), "{more}: {found}");
    }
    // A token endpoint behind such a certificate is told alike.
    let login = format!(
        "URL={own};Deployment=DataCenter;OAuthGrantType=CLIENT;OAuthClientId=a;OAuthClientSecret=canary-tls;\
         OAuthSettingsLocation=memory://tls"
    );
    let begun = Instant::now();
    let (said, failed) = asked(&login).await;
    assert!(failed && said.contains("certificate") && !said.contains("canary-tls"), "{said}");
    assert!(begun.elapsed() < AT_ONCE, "it took {:?}", begun.elapsed());
}
