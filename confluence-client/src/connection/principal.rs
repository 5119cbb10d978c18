//! One connection for each of many users, over the same network.

use std::sync::Arc;

use super::{Connection, Target};
use crate::auth::Credential;
use crate::error::{Error, ErrorKind, Result};
use crate::site::Deployment;

impl Connection {
    /// The connection of one user among many: the same site, network and policy, and an OAuth session of their own,
    /// filed under `principal`. Nothing of anybody else's credential goes along, nor what was looked up for them. On
    /// Cloud all of them wait when one has to: the quota is the app's.
    ///
    /// # Errors
    /// `Invalid` if the principal is empty, or the connection has one credential for everybody.
    pub fn for_principal(&self, principal: &str) -> Result<Self> {
        match &self.target {
            Target::Session(session, address) => {
                let target = Target::Session(session.for_principal(principal)?, address.clone());
                let budget = match address.deployment {
                    Deployment::Cloud => Arc::clone(&self.budget),
                    Deployment::DataCenter => Arc::default(),
                };
                Ok(Self { target, budget, opened: Arc::default(), ..self.clone() })
            }
            Target::Fixed(..) => Err(Error::new(ErrorKind::Invalid, "connection").with_message(
                "AuthScheme: this one is a single credential for everybody; OAuth lets each user have their own",
            )),
        }
    }

    /// The same site, network and policy with a credential that a user brings: an API token, a personal access token.
    ///
    /// # Errors
    /// `Invalid` if the URL of the site is not one.
    pub fn with_credential(&self, credential: Credential) -> Result<Self> {
        let site = match &self.target {
            Target::Fixed(site, _) => site.clone(),
            Target::Session(_, address) => address.site()?,
        };
        let target = Target::Fixed(site, Arc::new(credential));
        Ok(Self { target, scheme: None, budget: Arc::default(), opened: Arc::default(), ..self.clone() })
    }
}
