//! User access to the site. Experimental.

use crate::declare::endpoints;
use crate::models::{EmailAccess, Emails};

endpoints! { V2:
    /// Checks which e-mail addresses belong to people who cannot use the site.
    fn check() -> EmailAccess = CheckAccessByEmail: POST "/user/access/check-access-by-email" <- Emails
        needs granular ["read:configuration:confluence"]

    /// Invites people to the site.
    fn invite() -> () = InviteByEmail: POST "/user/access/invite-by-email" <- Emails
        needs granular ["read:configuration:confluence"]
}
