//! OAuth over an HTTP stack of one's own: a service account's token, fetched with hyper alone.
//!
//! `CONNECTION` holds the connection string. What it prints shows that there is a token, and not the token.

use std::error::Error;

use bytes::Bytes;
use confluence_oauth::{ConnectionString, ExchangeError, Session, SessionOptions};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// Larger answers are not a token endpoint's.
const MOST: usize = 256 << 10;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut string = ConnectionString::parse(&std::env::var("CONNECTION")?)?;
    string.take("AuthScheme");
    let options = SessionOptions::take_from(&mut string)?.exchange(send);
    string.finish()?;
    let session = Session::open(options)?;
    let token = session.access_token().await?;
    println!("a token of {} characters", token.secret().expose().len());
    Ok(())
}

/// Plain HTTP, which will do on this machine.
async fn send(request: http::Request<Bytes>) -> Result<http::Response<Bytes>, ExchangeError> {
    let uri = request.uri().clone();
    let authority = uri.authority().ok_or("an address has a host")?.clone();
    let (mut parts, body) = request.into_parts();
    parts.headers.insert(http::header::HOST, authority.as_str().parse()?);
    parts.uri = uri.path_and_query().ok_or("an address has a path")?.as_str().parse()?;
    let stream = TcpStream::connect((authority.host(), authority.port_u16().unwrap_or(80))).await?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let answer = sender.send_request(http::Request::from_parts(parts, Full::new(body))).await?;
    let (parts, body) = answer.into_parts();
    let bytes = Limited::new(body, MOST).collect().await?.to_bytes();
    Ok(http::Response::from_parts(parts, bytes))
}

#[cfg(test)]
mod tests {
    use confluence_oauth::ErrorKind;

    use super::*;

    #[tokio::test]
    async fn a_session_without_any_way_to_send_says_how_to_give_it_one() {
        let text = "URL=https://wiki.example.com;OAuthGrantType=CLIENT;OAuthClientId=a;OAuthClientSecret=b;\
                    OAuthSettingsLocation=memory://without";
        let mut string = ConnectionString::parse(text).unwrap();
        let session = Session::open(SessionOptions::take_from(&mut string).unwrap()).unwrap();
        let error = session.access_token().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert!(error.to_string().contains("SessionOptions::exchange"), "{error}");
    }

    #[tokio::test]
    async fn a_token_endpoint_may_be_played_by_a_closure() {
        let text = "URL=https://wiki.example.com;OAuthGrantType=CLIENT;OAuthClientId=a;OAuthClientSecret=b;\
                    OAuthSettingsLocation=memory://closure";
        let mut string = ConnectionString::parse(text).unwrap();
        let endpoint = |request: http::Request<Bytes>| async move {
            assert_eq!(request.body(), "grant_type=client_credentials&client_id=a&client_secret=b");
            let answer = r#"{"access_token":"t","expires_in":3600}"#;
            Ok::<_, ExchangeError>(http::Response::new(Bytes::from_static(answer.as_bytes())))
        };
        let session =
            Session::open(SessionOptions::take_from(&mut string).unwrap().exchange(endpoint)).unwrap();
        assert_eq!(session.access_token().await.unwrap().secret().expose(), "t");
    }

    #[test]
    fn oauth_1_0a_names_the_feature_that_it_needs() {
        let text = "URL=https://wiki.example.com;OAuthVersion=1.0;OAuthClientId=a;CertificateStore=key.pem";
        let mut string = ConnectionString::parse(text).unwrap();
        let options = SessionOptions::take_from(&mut string).unwrap().exchange(send);
        let session = Session::open(options).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let error = runtime.block_on(session.begin_login()).unwrap_err();
        assert!(error.to_string().contains("`oauth1`"), "{error}");
    }
}
