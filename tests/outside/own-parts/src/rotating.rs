//! A credential that is replaced while the program runs, as one from a vault is.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use confluence_client::{Authenticator, Credential, CredentialError, Refusal};
use http::request::Parts;

/// The credential of today; [`Rotating::put`] replaces it for all clones.
#[derive(Clone, Debug)]
pub struct Rotating(Arc<Mutex<Credential>>);

impl Rotating {
    pub fn new(credential: Credential) -> Self {
        Self(Arc::new(Mutex::new(credential)))
    }

    pub fn put(&self, credential: Credential) {
        *self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) = credential;
    }
}

#[async_trait]
impl Authenticator for Rotating {
    async fn authorize(&self, request: &mut Parts, refused: Option<&Refusal>) -> Result<(), CredentialError> {
        let current = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).clone();
        let mut fresh = request.clone();
        current.authorize(&mut fresh, None).await?;
        let header = fresh.headers.get(http::header::AUTHORIZATION);
        // A refusal of what is still the credential of today stands.
        if refused.is_none_or(|refused| Some(&refused.header) != header) {
            request.headers = fresh.headers;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use confluence_client::testing::{ADMIN, Person, Sandbox};
    use confluence_client::{Client, ErrorKind, Wiki};

    use super::*;

    #[tokio::test]
    async fn what_is_put_in_counts_from_the_next_request() {
        let confluence = Sandbox::data_center();
        let rotating = Rotating::new(Credential::bearer(ADMIN.personal_access_token).unwrap());
        let client = Client::builder(confluence.site()).transport(confluence.transport());
        let wiki = Wiki::new(client.authenticator(rotating.clone()).build().unwrap());
        assert_eq!(wiki.current_user().await.unwrap().name.as_deref(), Some(ADMIN.display_name));
        rotating.put(Credential::bearer(Person::GRACE.personal_access_token).unwrap());
        assert_eq!(wiki.current_user().await.unwrap().name.as_deref(), Some(Person::GRACE.display_name));
        rotating.put(Credential::bearer("no longer good").unwrap());
        let error = wiki.current_user().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unauthenticated, "{error}");
    }
}
