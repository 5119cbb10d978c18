//! Where a session's tokens are kept, for who asks.

use super::Inner;
use crate::properties::SettingsLocation;

impl Inner {
    /// The place that `OAuthSettingsLocation` names, where tokens are kept there: not in a store that the program brought.
    pub(crate) fn location(&self) -> Option<&SettingsLocation> {
        (!self.has_own_store).then(|| self.properties.location())
    }

    /// The same in words.
    pub(crate) fn place(&self) -> String {
        match self.location() {
            Some(location) => location.to_string(),
            None => "a store of this program".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::{ConnectionString, MemoryStore, Outcome, Session, SessionOptions};

    /// What the connection string says of a place counts for nothing beside a store of one's own.
    #[tokio::test]
    async fn a_store_of_ones_own_is_named_as_such() {
        for place in
            ["", ";OAuthSettingsLocation=memory://unused", ";OAuthSettingsLocation=/unused/oauth.json"]
        {
            let text = format!("URL=https://wiki.example.com;OAuthClientId=a;OAuthClientSecret=s{place}");
            let mut string = ConnectionString::parse(&text).unwrap();
            let options = SessionOptions::take_from(&mut string).unwrap();
            let session = Session::open(options.store(Arc::new(MemoryStore::new()))).unwrap();
            let status = session.status().await.unwrap();
            assert_eq!(status.location, "a store of this program");
            session.check_login().unwrap();
            let checks = session.diagnose().await.checks.into_iter();
            let store = checks.filter(|check| check.name == "store").collect::<Vec<_>>();
            assert_eq!(store[0].found, "a store of this program");
            assert_eq!(store[0].outcome, Outcome::Ok);
            let nothing = session.access_token().await.unwrap_err().to_string();
            assert!(!nothing.contains("unused") && !nothing.contains("oauth.json"), "{nothing}");
            let other = session.for_principal("one").unwrap().status().await.unwrap();
            assert_eq!(other.location, "a store of this program");
        }
    }
}
