//! One connection for each of many users, over the same network.

use super::{Connection, Target};
use crate::auth::Credential;
use crate::error::{Error, ErrorKind, Result};

impl Connection {
    /// The connection of one user among many: the same site, network and policy, and an OAuth session of their own,
    /// filed under `principal`. Nothing of anybody else's credential goes along.
    ///
    /// # Errors
    /// `Invalid` if the connection has one credential for everybody.
    pub fn of_principal(&self, principal: &str) -> Result<Self> {
        match &self.target {
            Target::Session(session, address) => {
                let target = Target::Session(session.of_principal(principal)?, address.clone());
                Ok(Self { target, ..self.clone() })
            }
            Target::Fixed(..) => Err(Error::new(ErrorKind::Invalid, "connection").said(
                "AuthScheme: this one is a single credential for everybody; OAuth lets each user have their own",
            )),
        }
    }

    /// The same site, network and policy with a credential that a user brings: an API token, a personal access token.
    ///
    /// # Errors
    /// `Invalid` if the address of the site is not one.
    pub fn with_credential(&self, credential: Credential) -> Result<Self> {
        let site = match &self.target {
            Target::Fixed(site, _) => site.clone(),
            Target::Session(_, address) => address.site()?,
        };
        Ok(Self { target: Target::Fixed(site, std::sync::Arc::new(credential)), ..self.clone() })
    }
}
