//! Whose scopes a session on Cloud asks for: Confluence's, or those of another product of Atlassian.

use super::Inner;
use crate::error::{Error, Result};
use crate::properties::Deployment;

impl Inner {
    /// Whether it is Confluence that the token is for: where the scopes to ask for name no other product.
    pub(crate) fn asks_for_confluence(&self) -> bool {
        self.asked_for().next().is_none() || self.asked_for().any(is_of_confluence)
    }

    /// Whether what a site grants is of the product that is asked for. Where the list says nothing of scopes, the requests
    /// will tell.
    pub(crate) fn is_of_product(&self, granted: &[String]) -> bool {
        let asked = |scope: &String| match self.asks_for_confluence() {
            true => is_of_confluence(scope),
            false => self.asked_for().any(|one| one == scope),
        };
        granted.is_empty() || granted.iter().any(asked)
    }

    /// A grant on Cloud without any scope of Confluence is of no use where Confluence's were asked for: every request would
    /// be refused.
    pub(super) fn check_granted(&self, granted: &[String]) -> Result<()> {
        let cloud = self.provider.deployment == Deployment::Cloud;
        if !cloud || !self.asks_for_confluence() || self.is_of_product(granted) {
            return Ok(());
        }
        let why = "the login granted no scope of Confluence: name the scopes to ask for, and enable them for the \
                   application in the developer console";
        Err(Error::config("Scope", why))
    }

    fn asked_for(&self) -> impl Iterator<Item = &str> {
        self.scopes.iter().map(String::as_str).filter(|scope| *scope != "offline_access")
    }
}

fn is_of_confluence(scope: &str) -> bool {
    scope.contains("confluence")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use bytes::Bytes;
    use http::{Request, Response};

    use crate::{ConnectionString, MemoryStore, Session, SessionOptions};

    /// A session of Cloud, whose user grants these scopes at a site with Jira and Confluence.
    fn session(scope: &str, granted: &'static str) -> Session {
        let text =
            format!("URL=https://acme.atlassian.net;OAuthClientId=a;OAuthClientSecret=s;Scope={scope}");
        let mut string = ConnectionString::parse(&text).unwrap();
        let exchange = move |request: Request<Bytes>| async move {
            let body = match request.uri().path() {
                "/oauth/token" => {
                    format!(r#"{{"access_token": "t", "expires_in": 3600, "scope": "{granted}"}}"#)
                }
                _ => {
                    let site = |scope: &str| {
                        format!(
                            r#"{{"id": "of-{scope}", "url": "https://acme.atlassian.net", "scopes": ["{scope}"]}}"#
                        )
                    };
                    format!("[{}, {}]", site("read:page:confluence"), site("read:jira-work"))
                }
            };
            Ok(Response::new(Bytes::from(body)))
        };
        let options = SessionOptions::take_from(&mut string).unwrap().exchange(exchange);
        Session::open(options.store(Arc::new(MemoryStore::new()))).unwrap()
    }

    #[tokio::test]
    async fn a_login_for_another_product_counts_with_its_site() {
        for scope in ["read:jira-work", "read:jira-work offline_access"] {
            let session = session(scope, "read:jira-work");
            let login = session.begin_login().await.unwrap().finish("code").await.unwrap();
            assert_eq!(login.cloud_id.as_deref(), Some("of-read:jira-work"));
            assert_eq!(session.cloud_id().await.unwrap(), "of-read:jira-work");
            assert_eq!(session.access_token().await.unwrap().header(), "Bearer t");
        }
        // What no product is named by, as of the account, spoils nothing either.
        let session = session("read:me", "read:me");
        assert!(session.begin_login().await.unwrap().finish("code").await.unwrap().cloud_id.is_some());
    }

    #[tokio::test]
    async fn a_login_that_asked_for_confluence_and_got_none_of_it_is_refused() {
        let granted = |granted| session("read:page:confluence read:jira-work", granted);
        let refused =
            granted("read:jira-work").begin_login().await.unwrap().finish("code").await.unwrap_err();
        assert_eq!(refused.property(), Some("Scope"), "{refused}");
        let login =
            granted("read:page:confluence").begin_login().await.unwrap().finish("code").await.unwrap();
        assert_eq!(login.cloud_id.as_deref(), Some("of-read:page:confluence"));
    }
}
