//! The cloud id of the connection, and the one that the site itself publishes.

use bytes::Bytes;
use http::Request;
use serde::Deserialize;
use url::Url;

use super::{Connection, Target};
use crate::error::{Error, ErrorKind, Result};

#[derive(Deserialize)]
struct TenantInfo {
    #[serde(rename = "cloudId")]
    cloud_id: String,
}

impl Connection {
    /// The cloud id that `CloudId` gives; a login that finds it by itself has none here.
    #[must_use]
    pub fn cloud_id(&self) -> Option<&str> {
        match &self.target {
            Target::Fixed(site, _) => site.cloud_id(),
            Target::Session(_, address) => address.given.cloud_id(),
        }
    }

    /// The cloud id that the site itself publishes, at `/_edge/tenant_info`; `None` if it publishes none, as Data Center
    /// does. Where it differs from [`cloud_id`](Self::cloud_id), requests go to another site than `URL`.
    ///
    /// # Errors
    /// `Transport` if the site cannot be asked.
    pub async fn fetch_cloud_id(&self) -> Result<Option<String>> {
        let base = match &self.target {
            Target::Fixed(site, _) => site.base(),
            Target::Session(_, address) => address.given.url().as_str(),
        };
        let failed = |said: &str| Error::new(ErrorKind::Transport, "tenantInfo").with_message(said);
        let asked = Url::parse(base).ok().and_then(|base| base.join("/_edge/tenant_info").ok());
        let asked = asked.ok_or_else(|| failed("URL: is not a URL that paths can be added to"))?;
        let request = Request::get(asked.as_str()).body(Bytes::new());
        let request = request.map_err(|error| failed("the request could not be made").with_source(error))?;
        let answer = self.exchange.exchange(request).await;
        let answer = answer
            .map_err(|error| failed("the site could not be asked for its cloud id").with_source(error))?;
        let told: Option<TenantInfo> = serde_json::from_slice(answer.body()).ok();
        Ok(told.filter(|_| answer.status().is_success()).map(|told| told.cloud_id))
    }
}
