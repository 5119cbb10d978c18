//! OAuth 1.0a: the key that signs, opened when the first request is signed.

use std::sync::Arc;
use std::sync::atomic::AtomicI64;

use http::{HeaderValue, Method};
use tokio::sync::OnceCell;
use url::Url;

use super::{AccessToken, Inner};
use crate::certificate;
use crate::error::{Error, Result};
use crate::oauth1::{Consumer, Signer};

#[derive(Debug, Default)]
pub(super) struct Signing {
    signer: OnceCell<Arc<Signer>>,
    /// By how many milliseconds the server's clock is ahead.
    skew: AtomicI64,
}

impl Inner {
    /// The header of one request.
    pub(super) async fn sign(&self, method: &Method, url: &Url, token: &AccessToken) -> Result<HeaderValue> {
        let signer = self.signer().await?;
        let extra = vec![("oauth_token", token.secret().expose().to_owned())];
        self.consumer(&signer)?.authorize(method, url, extra)
    }

    pub(crate) async fn signer(&self) -> Result<Arc<Signer>> {
        let opened = self.signing.signer.get_or_try_init(|| async {
            let properties = self.properties.certificate.clone();
            let opened = tokio::task::spawn_blocking(move || certificate::open(&properties)).await;
            opened.map_err(|_| Error::transient("opening the certificate store was cut off"))?.map(Arc::new)
        });
        opened.await.cloned()
    }

    pub(crate) fn consumer<'a>(&'a self, signer: &'a Signer) -> Result<Consumer<'a>> {
        let key = self.properties.require_client_id()?;
        Ok(Consumer { key, signer, clock: &self.clock, skew: &self.signing.skew })
    }
}
