from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _


class AddressForm(forms.Form):
    """Another address for one mail that could not be delivered."""

    to = forms.EmailField(
        label=_("Send it to"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )

    helper = FormHelper()
    helper.form_tag = False
