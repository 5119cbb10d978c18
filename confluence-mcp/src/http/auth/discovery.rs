//! Discovery of an issuer's metadata: RFC 8414 and OpenID Connect Discovery 1.0.

use bytes::Bytes;
use confluence_oauth::HttpExchange;
use http::header::{ACCEPT, HeaderValue};
use http::{Method, Request, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use url::Url;

use super::issuer::Issuer;
use crate::http::error::BoxError;

/// What is read of an issuer's metadata.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Metadata {
    issuer: String,
    pub(crate) jwks_uri: Option<Url>,
    pub(crate) authorization_endpoint: Option<Url>,
    pub(crate) token_endpoint: Option<Url>,
}

/// Asks the issuer. What it names must be at its own origin: keys of others would make their tokens good.
pub(crate) async fn discover(issuer: &Issuer) -> Result<Metadata, BoxError> {
    let mut failure = None;
    for place in places(&issuer.url) {
        match get::<Metadata>(&*issuer.http, &place).await {
            Ok(found) if found.issuer != issuer.name => {
                failure = Some("the issuer's metadata is that of another issuer".into());
            }
            Ok(found) => {
                own(issuer, &found)?;
                return Ok(found);
            }
            Err(error) => failure = failure.or(Some(error)),
        }
    }
    Err(failure.unwrap_or_else(|| "the issuer has no metadata".into()))
}

fn own(issuer: &Issuer, found: &Metadata) -> Result<(), BoxError> {
    let signs_in = issuer.client.is_some();
    let used = [
        (&found.jwks_uri, issuer.jwks.is_none(), "jwks_uri"),
        (&found.authorization_endpoint, signs_in && issuer.authorization.is_none(), "authorization_endpoint"),
        (&found.token_endpoint, signs_in && issuer.token.is_none(), "token_endpoint"),
    ];
    let used = used.into_iter().filter(|(_, used, _)| *used);
    let named = used.filter_map(|(url, _, name)| Some((url.as_ref()?, name)));
    let mut elsewhere = named.filter(|(url, _)| url.origin() != issuer.url.origin()).map(|(url, name)| {
        format!(
            "the issuer's metadata names {url} as its {name}, which is not at the issuer's own origin and counts only \
             if it is configured too"
        )
    });
    match elsewhere.next() {
        Some(why) => Err(why.into()),
        None => Ok(()),
    }
}

/// OpenID's path is appended, that of RFC 8414, section 3.1, is put in front of the issuer's own.
fn places(issuer: &Url) -> [Url; 2] {
    let path = issuer.path().trim_end_matches('/').to_owned();
    let at = |path: String| {
        let mut url = issuer.clone();
        url.set_path(&path);
        url
    };
    [
        at(format!("{path}/.well-known/openid-configuration")),
        at(format!("/.well-known/oauth-authorization-server{path}")),
    ]
}

/// Reads JSON.
pub(crate) async fn get<T: DeserializeOwned>(http: &dyn HttpExchange, url: &Url) -> Result<T, BoxError> {
    let mut request = Request::new(Bytes::new());
    *request.method_mut() = Method::GET;
    *request.uri_mut() = url.as_str().parse()?;
    request.headers_mut().insert(ACCEPT, HeaderValue::from_static("application/json"));
    let answer = http.exchange(request).await;
    // Such as that there is no connection, which alone does not say where to.
    let answer = answer.map_err(|error| match error.source() {
        Some(cause) => format!("{url}: {error}: {cause}"),
        None => format!("{url}: {error}"),
    })?;
    match answer.status() {
        StatusCode::OK => Ok(serde_json::from_slice(answer.body())?),
        status => Err(format!("{url} answered {status}").into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_well_known_places_are_tried() {
        let places = |text: &str| places(&Url::parse(text).unwrap()).map(String::from);
        assert_eq!(
            places("https://id.example.com/realm/"),
            [
                "https://id.example.com/realm/.well-known/openid-configuration",
                "https://id.example.com/.well-known/oauth-authorization-server/realm"
            ]
        );
        assert_eq!(
            places("https://id.example.com")[0],
            "https://id.example.com/.well-known/openid-configuration"
        );
    }

    #[test]
    fn what_an_issuer_names_elsewhere_is_not_asked() {
        let issuer = Issuer::new("https://id.example.com").unwrap();
        let metadata = |jwks: &str| {
            let text = format!("{{\"issuer\": \"https://id.example.com\", \"jwks_uri\": \"{jwks}\"}}");
            serde_json::from_str(&text).unwrap()
        };
        assert!(own(&issuer, &metadata("https://id.example.com/keys")).is_ok());
        for elsewhere in
            ["https://evil.example/keys", "http://id.example.com/keys", "https://id.example.com:444/keys"]
        {
            assert!(own(&issuer, &metadata(elsewhere)).is_err(), "{elsewhere}");
        }
    }
}
