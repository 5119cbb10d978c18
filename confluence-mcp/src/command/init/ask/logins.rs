//! The ways to log in, and what each of them takes.

use confluence_client::connection::ConnectionString;
use confluence_oauth::Deployment;

use super::check;

/// A way to log in.
pub(super) struct Login {
    pub(super) deployment: Deployment,
    pub(super) shown: &'static str,
    /// Where what is asked for comes from.
    pub(super) hint: &'static str,
    /// The properties that it has without a question.
    pub(super) says: &'static [(&'static str, &'static str)],
    pub(super) asks: &'static [Asked],
}

/// A property and the question for it.
pub(super) struct Asked {
    pub(super) property: &'static str,
    pub(super) question: &'static str,
    pub(super) kind: Input,
    /// What an answer has to be, so that one that cannot be right is asked again at once.
    pub(super) check: fn(&str) -> Result<(), &'static str>,
    /// Whether it has to be asked after this answer to the question before it.
    pub(super) follows: fn(&str) -> bool,
}

/// How a question is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Input {
    Shown,
    /// What is typed is a secret.
    Hidden,
    /// May be left out.
    Optional,
    /// A secret that may be left out.
    OptionalHidden,
}

impl Input {
    pub(super) fn is_optional(self) -> bool {
        matches!(self, Self::Optional | Self::OptionalHidden)
    }

    pub(super) fn is_hidden(self) -> bool {
        matches!(self, Self::Hidden | Self::OptionalHidden)
    }
}

const fn asked(
    property: &'static str,
    question: &'static str,
    kind: Input,
    check: fn(&str) -> Result<(), &'static str>,
) -> Asked {
    Asked { property, question, kind, check, follows: |_| true }
}

const APPLICATION: &[Asked] = &[
    asked("OAuthClientId", "The client id", Input::Shown, check::word),
    asked("OAuthClientSecret", "The client secret", Input::Hidden, check::word),
];

const ALL: &[Login] = &[
    Login {
        deployment: Deployment::Cloud,
        shown: "an API token",
        hint: "You make one at https://id.atlassian.com/manage-profile/security/api-tokens. One with scopes needs the cloud \
               id of the site too, which /_edge/tenant_info of the site shows.",
        says: &[("AuthScheme", "APIToken")],
        asks: &[
            asked("User", "The e-mail address of its account", Input::Shown, check::mail),
            asked("APIToken", "The API token", Input::Hidden, check::word),
            asked(
                "CloudId",
                "The cloud id, for a token with scopes (else nothing)",
                Input::Optional,
                check::cloud_id,
            ),
        ],
    },
    Login {
        deployment: Deployment::Cloud,
        shown: "OAuth 2.0: you log in with a browser",
        hint: "The application is registered at https://developer.atlassian.com/console/myapps, with the callback \
               URL http://localhost:33333.",
        says: &[("AuthScheme", "OAuth")],
        asks: APPLICATION,
    },
    Login {
        deployment: Deployment::Cloud,
        shown: "a service account: nobody logs in",
        hint: "An administrator makes its OAuth 2.0 credentials at https://admin.atlassian.com, Directory, Service \
               accounts.",
        says: &[("AuthScheme", "OAuth"), ("OAuthGrantType", "CLIENT")],
        asks: APPLICATION,
    },
    Login {
        deployment: Deployment::DataCenter,
        shown: "a personal access token",
        hint: "You make one in Confluence under Profile, Settings, Personal Access Tokens.",
        says: &[("AuthScheme", "PAT")],
        asks: &[asked("PAT", "The personal access token", Input::Hidden, check::word)],
    },
    Login {
        deployment: Deployment::DataCenter,
        shown: "OAuth 2.0 (Confluence 7.17 and later): you log in with a browser",
        hint: "An administrator adds the application under Application links, as an external application with the \
               callback URL http://localhost:33333.",
        says: &[("AuthScheme", "OAuth")],
        asks: APPLICATION,
    },
    Login {
        deployment: Deployment::DataCenter,
        shown: "OAuth 1.0a: you log in with a browser",
        hint: "An administrator adds an application link with a consumer key and the public half of your RSA key.",
        says: &[("AuthScheme", "OAuth"), ("OAuthVersion", "1.0")],
        asks: &[
            asked("OAuthClientId", "The consumer key", Input::Shown, check::word),
            asked("CertificateStore", "The file of the private key", Input::Shown, check::file),
            Asked {
                follows: check::may_have_a_password,
                ..asked(
                    "CertificateStorePassword",
                    "The password of that file (nothing if it has none)",
                    Input::OptionalHidden,
                    check::anything,
                )
            },
        ],
    },
    Login {
        deployment: Deployment::DataCenter,
        shown: "a user name and a password",
        hint: "Confluence must allow basic authentication.",
        says: &[("AuthScheme", "Basic")],
        asks: &[
            asked("User", "Your user name", Input::Shown, check::user),
            asked("Password", "Your password", Input::Hidden, check::anything),
        ],
    },
];

impl Login {
    pub(super) fn all() -> &'static [Self] {
        ALL
    }

    /// Whether an application has to have the scopes that a login asks for.
    pub(super) fn has_scopes(&self) -> bool {
        let oauth = self.says.contains(&("AuthScheme", "OAuth"));
        self.deployment == Deployment::Cloud && oauth
    }

    /// Whether its login asks for scopes, which those of a service account do not.
    pub(super) fn asks_for_scopes(&self) -> bool {
        self.has_scopes() && !self.says.iter().any(|(property, _)| *property == "OAuthGrantType")
    }

    /// Whether what was given says that this is the way: its scheme, or a credential that goes with it.
    pub(super) fn is_meant(&self, given: &ConnectionString) -> bool {
        let scheme = self.says.iter().find(|(property, _)| *property == "AuthScheme");
        match given.peek("AuthScheme") {
            Some(named) => {
                scheme.is_some_and(|(_, scheme)| named.written().expose().eq_ignore_ascii_case(scheme))
            }
            None => self.asks.iter().any(|asked| {
                let credential = matches!(asked.property, "APIToken" | "PAT" | "Password" | "OAuthClientId");
                credential && given.peek(asked.property).is_some()
            }),
        }
    }

    /// Whether all that it takes was given.
    pub(super) fn is_complete(&self, given: &ConnectionString) -> bool {
        let needed = self.asks.iter().filter(|asked| !asked.kind.is_optional());
        needed.into_iter().all(|asked| given.peek(asked.property).is_some())
    }
}
