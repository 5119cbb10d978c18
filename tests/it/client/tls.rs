//! TLS with roots and certificates of one's own, against a server that wants to know its clients.

use std::sync::Arc;
use std::time::Duration;

use confluence_client::connection::{self, Connection};
use confluence_client::{Client, ClientCertificate, Credential, ErrorKind, Network, Site, v2};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{RootCertStore, ServerConfig};

const AUTHORITY: &[u8] = include_bytes!("../../fixtures/tls/ca.pem");
const SERVER: &[u8] = include_bytes!("../../fixtures/tls/server.pem");
const CLIENT: &[u8] = include_bytes!("../../fixtures/tls/client.pem");
const OTHER: &[u8] = include_bytes!("../../fixtures/tls/selfsigned.pem");

/// A server of the test authority, which lets in nobody without a certificate of it.
async fn serve() -> String {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(AUTHORITY).unwrap()).unwrap();
    let verifier =
        WebPkiClientVerifier::builder_with_provider(roots.into(), Arc::clone(&provider)).build().unwrap();
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let chain = vec![CertificateDer::from_pem_slice(SERVER).unwrap()];
    let key = PrivateKeyDer::from_pem_slice(SERVER).unwrap();
    let config = config.with_client_cert_verifier(verifier).with_single_cert(chain, key).unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            // Who is refused at the handshake goes away, and the next one comes.
            let mut stream = match acceptor.accept(connection).into_fallible().await {
                Ok(stream) => stream,
                // A connection that is closed at once takes the alert with it.
                Err((_, refused)) => {
                    tokio::spawn(async move {
                        tokio::time::sleep(Duration::from_secs(2)).await;
                        drop(refused);
                    });
                    continue;
                }
            };
            let _ = stream.read(&mut [0; 4096]).await;
            // A page, and the answer of a token endpoint, in one.
            let body = r#"{"id":"7","access_token":"token-over-tls","expires_in":3600}"#;
            let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length";
            let _ = stream.write_all(format!("{head}: {}\r\n\r\n{body}", body.len()).as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    });
    url
}

async fn ask(url: &str, network: Network) -> Result<String, confluence_client::Error> {
    let credential = Credential::basic("me@example.com", "token").unwrap();
    let builder = Client::builder(Site::cloud(url).unwrap()).authenticator(credential).network(network);
    let client = builder.retry(confluence_client::RetryPolicy::never()).build().unwrap();
    Ok(client.send(v2::pages::get(7)).await?.id.to_string())
}

#[tokio::test]
async fn roots_and_certificates_of_ones_own_open_the_door() {
    let url = serve().await;
    let mut network = Network::default();
    let stranger = ask(&url, network.clone()).await.unwrap_err();
    assert_eq!(stranger.kind(), ErrorKind::Transport, "{stranger}");
    let cause = std::error::Error::source(&stranger).unwrap().to_string();
    assert!(cause.to_lowercase().contains("certificate"), "{cause}");

    network.trust_roots = vec![AUTHORITY.to_vec()];
    let unknown = ask(&url, network.clone()).await.unwrap_err();
    assert_eq!(unknown.kind(), ErrorKind::Transport, "{unknown}");
    assert_eq!(unknown.property(), Some("SSLClientCert"), "{unknown}");
    assert!(
        unknown.is_unsent() && unknown.to_string().contains("requires a client certificate"),
        "{unknown}"
    );

    // A certificate of nobody whom the server knows.
    network.client_certificate = Some(ClientCertificate::from_pem(OTHER));
    let other = ask(&url, network.clone()).await.unwrap_err();
    assert_eq!(other.property(), Some("SSLClientCert"), "{other}");
    assert!(other.to_string().contains("does not accept the client certificate"), "{other}");

    network.client_certificate = Some(ClientCertificate::from_pem(CLIENT));
    assert_eq!(ask(&url, network).await.unwrap(), "7");
}

#[tokio::test]
async fn a_bad_certificate_is_told_as_such() {
    let mut network = Network::default();
    // The certificate of one, and the key of another.
    let halves = |pem: &'static [u8]| {
        let pem = std::str::from_utf8(pem).unwrap();
        pem.split_at(pem.find("-----BEGIN PRIVATE KEY-----").unwrap())
    };
    let mixed = [halves(SERVER).0, halves(CLIENT).1].concat();
    for (pem, says) in
        [("no certificate", "no certificate in it"), (mixed.as_str(), "belongs to another certificate")]
    {
        network.client_certificate = Some(ClientCertificate::from_pem(pem));
        let error = ask("https://localhost:1", network.clone()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
        assert_eq!(error.property(), Some("SSLClientCert"), "{error}");
        assert!(error.explained().unwrap().contains(says), "{error:?}");
    }
}

/// Tokens travel as requests do: with the roots and the certificate of the connection string.
#[tokio::test]
async fn a_session_shows_the_certificate_of_its_connection() {
    let url = serve().await;
    let fixture = |name: &str| format!("{}/fixtures/tls/{name}", env!("CARGO_MANIFEST_DIR"));
    let open = |more: &str| {
        let string = format!(
            "URL={url};Deployment=DataCenter;OAuthGrantType=CLIENT;OAuthClientId=a;OAuthClientSecret=b;\
             OAuthSettingsLocation=memory://tls{};SSLServerCert={}{more}",
            more.len(),
            fixture("ca.pem")
        );
        Connection::new(connection::parse(&string).unwrap()).unwrap()
    };
    let known = open(&format!(";SSLClientCert={}", fixture("client.pem")));
    let token = known.session().unwrap().access_token().await.unwrap();
    assert_eq!(token.secret().expose(), "token-over-tls");

    let unknown = open("");
    let error = unknown.session().unwrap().access_token().await.unwrap_err();
    assert!(error.is_transient(), "{error}");
}
