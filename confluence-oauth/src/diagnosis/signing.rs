//! OAuth 1.0a: whether the key can be read, and whether the server takes what it signs.

use std::sync::Arc;

use super::{Check, Outcome};
use crate::error::Result;
use crate::oauth1::{DOCTOR_SHOWS, Signer, Trial};
use crate::session::Session;

/// Shorter keys are accepted by old servers, and broken by those who can afford it.
const WEAK_BITS: usize = 2048;

impl Session {
    /// The signing key, and a signature tried out on the server.
    pub(super) async fn check_signing(&self, signer: Result<Arc<Signer>>) -> Vec<Check> {
        let signer = match signer {
            Ok(signer) => signer,
            Err(error) => return vec![Check::failed("signing key", &error)],
        };
        let bits = signer.bits();
        let key = Check::new("signing key", Outcome::Ok, format!("RSA with {bits} bits"));
        let key = match bits < WEAK_BITS {
            true => Check { outcome: Outcome::Warning, ..key }.advise("make one with 2048 bits or more"),
            false => key,
        };
        let signature = match self.try_out(&signer).await {
            Ok(trial) => of_trial(trial),
            Err(error) => Check::failed("signature", &error),
        };
        vec![key, signature]
    }

    async fn try_out(&self, signer: &Signer) -> Result<Trial> {
        self.0.consumer(signer)?.try_out(&*self.0.http, &self.0.provider.request).await
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
    // This is the doctor, and shows it where the server says what it would have signed.
    let failed = Check::failed(name, &error);
    let failed = Check { found: failed.found.replace(DOCTOR_SHOWS, ""), ..failed };
    let Some(theirs) = trial.theirs else {
        return failed;
    };
    let found = format!("{}\nsigned here:      {}\nby the server's:  {theirs}", failed.found, trial.ours);
    Check::new(name, Outcome::Failed, found).advise(match trial.ours == theirs {
        true => {
            "both sides sign the same text, so the keys differ: give the application link the public key of this one; of a \
             key in PEM `openssl rsa -in KEY -pubout` prints it, of PKCS#12 `openssl pkcs12 -in KEY -nodes | openssl rsa \
             -pubout`, and other formats are exported as PEM by the tool that made them"
        }
        false => {
            "the texts differ: the server's base URL, or what its proxy reports of scheme, host and port, must be \
             what URL says"
        }
    })
}
