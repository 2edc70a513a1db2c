"""People's data, shown as little as the work needs."""


def mask_phone(phone: str | None) -> str | None:
    """A phone number with its middle hidden: 138****0000; a short one keeps two figures on either side."""
    if not phone:
        return None
    keep_first, keep_last = (3, 4) if len(phone) >= 9 else (2, 2)
    return f"{phone[:keep_first]}****{phone[-keep_last:]}"
