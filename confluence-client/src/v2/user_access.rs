//! Access of people to the site. Experimental.

use crate::models::{EmailAccess, Emails};
use crate::operation::declare::endpoints;

endpoints! { V2:
    /// Checks which e-mail addresses belong to people who cannot use the site.
    fn check() -> EmailAccess = CheckAccessByEmail: POST "/user/access/check-access-by-email" <- Emails
        needs granular ["read:configuration:confluence"]

    /// Invites people to the site.
    fn invite() -> () = InviteByEmail: POST "/user/access/invite-by-email" <- Emails
        needs granular ["read:configuration:confluence"]
}
