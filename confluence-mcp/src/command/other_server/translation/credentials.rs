//! Which of several credentials counted for another server, and what it is here.

use super::{Taken, Translation};

impl Translation {
    /// Of several credentials the other servers take one without a word: the same one here, and it is told.
    pub(super) fn choose_login(&mut self) {
        const OTHER: &str = "another credential counts before it";
        let cloud = self.is_cloud();
        let application = self.has("OAuthClientId") && self.has("OAuthClientSecret");
        let token = self.has("OAuthAccessToken");
        let oauth = application || token;
        if cloud && self.has("PAT") && self.has("User") && !self.has("APIToken") && !oauth {
            // What goes with a user there is an API token, by whatever name.
            self.properties.iter_mut().filter(|taken| taken.property == "PAT").for_each(|taken| {
                taken.property = "APIToken";
            });
        }
        if self.has("PAT") && (cloud || !self.has_only(&["PAT"])) {
            match cloud {
                true => self.remove("PAT", "a personal access token is of Data Center"),
                false => [
                    "OAuthClientId",
                    "OAuthClientSecret",
                    "OAuthAccessToken",
                    "User",
                    "APIToken",
                    "Scope",
                    "CallbackURL",
                ]
                .iter()
                .for_each(|property| self.remove(property, OTHER)),
            }
        } else if oauth {
            ["User", "APIToken", "Password"].iter().for_each(|property| self.remove(property, OTHER));
        }
        if cloud && !oauth {
            // That of OAuth is left from another way to log in; any other is meant for a token with scopes.
            let of_oauth = |taken: &Taken| taken.property == "CloudId" && taken.variable.contains("OAUTH");
            if self.properties.iter().any(of_oauth) {
                self.remove(
                    "CloudId",
                    "the API token has no need of it; for one with scopes it is CONFLUENCE_CLOUD_ID",
                );
            }
        }
        if !cloud && !self.has("PAT") && !oauth {
            // What has no user beside it is no password.
            let right = if self.has("User") { "Password" } else { "PAT" };
            for taken in self.properties.iter_mut().filter(|taken| taken.property == "APIToken") {
                taken.property = right;
            }
        }
        if token && !application && self.has("OAuthAccessToken") {
            self.property("(no client id)", "InitiateOAuth", "OFF".to_owned(), false);
        }
    }

    fn has_only(&self, credentials: &[&str]) -> bool {
        const ALL: [&str; 5] = ["PAT", "User", "APIToken", "OAuthClientId", "OAuthAccessToken"];
        ALL.iter()
            .filter(|credential| self.has(credential))
            .all(|credential| credentials.contains(credential))
    }
}
