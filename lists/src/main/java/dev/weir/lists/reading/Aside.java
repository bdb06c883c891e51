package dev.weir.lists.reading;

/** Why a cell that holds something counts as unknown for its field. The cell itself stays as it is. */
public enum Aside {
    /** It says that nothing is known, such as {@code N/A}. */
    PLACEHOLDER,
    /** It cannot be read as a value of its field. */
    UNREADABLE,
    /** It is a page or an address on a site that is somebody else's, such as a company's page at LinkedIn. */
    ELSEWHERE,
    /** It is of a mailbox that anybody can have, and says nothing of where somebody works. */
    FREE_MAIL,
    /** It is an address of a role and not of a person, such as {@code info@}. */
    ROLE_ADDRESS
}
