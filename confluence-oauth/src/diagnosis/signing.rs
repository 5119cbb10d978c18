//! OAuth 1.0a: whether the key can be read, and whether the server takes what it signs.

use super::{Check, Outcome};
use crate::error::Result;
use crate::oauth1::Trial;
use crate::session::Session;

/// Shorter keys are accepted by old servers, and broken by those who can afford it.
const WEAK_BITS: usize = 2048;

impl Session {
    /// The signing key, and a signature tried out on the server.
    pub(super) async fn check_signing(&self) -> Vec<Check> {
        let bits = match self.0.signer().await {
            Ok(signer) => signer.bits(),
            Err(error) => return vec![Check::failed("signing key", &error)],
        };
        let key = Check::new("signing key", Outcome::Ok, format!("RSA with {bits} bits"));
        let key = match bits < WEAK_BITS {
            true => Check { outcome: Outcome::Warning, ..key }.advise("make one with 2048 bits or more"),
            false => key,
        };
        let signature = match self.try_out().await {
            Ok(trial) => of_trial(trial),
            Err(error) => Check::failed("signature", &error),
        };
        vec![key, signature]
    }

    async fn try_out(&self) -> Result<Trial> {
        let signer = self.0.signer().await?;
        self.0.consumer(&signer)?.try_out(&*self.0.http, &self.0.provider.request).await
    }
}

fn of_trial(trial: Trial) -> Check {
    let name = "signature";
    let error = match trial.outcome {
        Ok(()) => {
            return Check::new(name, Outcome::Ok, "the server knows the consumer and takes its signatures");
        }
        Err(error) => error,
    };
    let Some(theirs) = trial.theirs else {
        return Check::failed(name, &error);
    };
    let found =
        format!("{}\nsigned here:      {}\nby the server's:  {theirs}", error.explained(), trial.ours);
    Check::new(name, Outcome::Failed, found).advise(match trial.ours == theirs {
        true => {
            "both sides sign the same text, so the keys differ: give the application link the public key that \
             `openssl rsa -in KEY -pubout` prints"
        }
        false => {
            "the texts differ: the server's base URL, or what its proxy tells it of scheme, host and port, must be \
             what URL says"
        }
    })
}
