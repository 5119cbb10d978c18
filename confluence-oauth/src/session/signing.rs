//! OAuth 1.0a: the key that signs, opened when the first request is signed.

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderValue, Method, Request};
use tokio::sync::OnceCell;
use url::Url;

use super::{AccessToken, Inner};
use crate::certificate;
use crate::error::Result;
use crate::oauth1::{Consumer, Signer, Skew};
use crate::task_end::blocking;

#[derive(Debug, Default)]
pub(super) struct Signing {
    signer: OnceCell<Arc<Signer>>,
    skew: Skew,
}

impl Inner {
    /// The header of one request.
    pub(super) async fn sign(&self, method: &Method, url: &Url, token: &AccessToken) -> Result<HeaderValue> {
        let signer = self.signer().await?;
        let extra = vec![("oauth_token", token.secret().expose().to_owned())];
        self.consumer(&signer)?.authorize(method, url, extra)
    }

    /// After a refusal that may have been because of our clock: asks what time it is at the service; whether that was
    /// news. No credential is sent.
    pub(super) async fn learns_the_clock(&self) -> bool {
        let Ok(request) = Request::get(self.provider.site.as_str()).body(Bytes::new()) else {
            return false;
        };
        let answer = self.http.exchange(request).await;
        answer.is_ok_and(|answer| self.signing.skew.learn(&answer, self.clock.now()))
    }

    pub(crate) async fn signer(&self) -> Result<Arc<Signer>> {
        let opened = self.signing.signer.get_or_try_init(|| async {
            let properties = self.properties.certificate.clone();
            let opened = blocking("opening the certificate store", move || certificate::open(&properties));
            opened.await.map(Arc::new)
        });
        opened.await.cloned()
    }

    pub(crate) fn consumer<'a>(&'a self, signer: &'a Signer) -> Result<Consumer<'a>> {
        let key = self.properties.require_client_id()?;
        Ok(Consumer { key, signer, clock: &self.clock, skew: &self.signing.skew })
    }
}
