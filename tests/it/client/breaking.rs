//! A transport whose bodies break off.

use async_trait::async_trait;
use confluence_client::transport::{
    RequestBody, ResponseBody, Transport, TransportError, TransportErrorKind,
};
use confluence_client::{Client, Credential, Site, Wiki};
use futures_util::StreamExt as _;
use tests::sandbox::{ADMIN, Deployment, Sandbox};

/// Lets no body bring more than so many bytes: what is longer ends in an error.
#[derive(Debug)]
struct Breaking {
    http: reqwest::Client,
    after: usize,
}

/// A wiki over such a transport.
pub(super) async fn wiki(sandbox: &Sandbox, after: usize) -> Wiki {
    let (site, credential) = match sandbox.deployment() {
        Deployment::Cloud => (Site::cloud(&sandbox.url()), Credential::basic(ADMIN.email, ADMIN.api_token)),
        _ => (Site::data_center(&sandbox.url()), Credential::bearer(ADMIN.personal_access_token)),
    };
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let client = Client::builder(site.unwrap())
        .authenticator(credential.unwrap())
        .transport(Breaking { http, after })
        .build()
        .unwrap();
    Wiki::new(client)
}

#[async_trait]
impl Transport for Breaking {
    async fn exchange(
        &self,
        request: http::Request<RequestBody>,
    ) -> Result<http::Response<ResponseBody>, TransportError> {
        let (head, _) = request.into_parts();
        let failed = |error: reqwest::Error| TransportError::new(TransportErrorKind::Connect, error);
        let asked = self.http.request(head.method, head.uri.to_string()).headers(head.headers);
        let answer = asked.send().await.map_err(failed)?;
        let mut response = http::Response::builder().status(answer.status());
        for (name, value) in answer.headers() {
            response = response.header(name, value);
        }
        let mut left = self.after;
        let chunks = answer.bytes_stream().map(move |chunk| {
            let chunk = chunk.map_err(failed)?;
            if left == 0 {
                let broke = std::io::Error::other("broke off");
                return Err(TransportError::new(TransportErrorKind::Body, broke));
            }
            let chunk = chunk.slice(..chunk.len().min(left));
            left -= chunk.len();
            Ok(chunk)
        });
        Ok(response.body(ResponseBody::new(chunks)).unwrap())
    }
}
